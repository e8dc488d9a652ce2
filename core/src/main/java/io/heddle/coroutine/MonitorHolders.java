package io.heddle.coroutine;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds out who holds a monitor, from a dump of all threads: there is no other way to ask that of a virtual
/// thread.
///
/// Where the JVM gives no such dump, nobody is found.
final class MonitorHolders {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// In a dump in JSON each thread begins with its id.
    private static final Pattern THREAD = Pattern.compile("\"tid\"\\s*:\\s*\"?(\\d+)");

    private static final Pattern WANTED = Pattern.compile("\"blockedOn\"\\s*:\\s*\"([^\"]+)\"");

    private MonitorHolders() {}

    /// Finds who holds the monitor for which a thread waits.
    ///
    /// @param waiter whose thread waits
    /// @param others who may hold it
    /// @return the holder
    static Optional<Participant> find(Participant waiter, List<Participant> others) {
        String dump = dump();
        String wanted = first(WANTED, of(waiter, dump));
        if (wanted == null) {
            return Optional.empty();
        }
        String owned = "\"" + wanted + "\"";
        return others.stream()
                .filter(other -> {
                    String text = of(other, dump);
                    int monitors = text.indexOf("\"monitorsOwned\"");
                    return monitors >= 0 && text.indexOf(owned, monitors) >= 0;
                })
                .findFirst();
    }

    private static String of(Participant participant, String dump) {
        Matcher begins = THREAD.matcher(dump);
        String id = Long.toString(participant.thread().threadId());
        while (begins.find()) {
            if (begins.group(1).equals(id)) {
                int begin = begins.start();
                return dump.substring(begin, begins.find() ? begins.start() : dump.length());
            }
        }
        return "";
    }

    private static @Nullable String first(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? found.group(1) : null;
    }

    private static String dump() {
        try {
            Path folder = Files.createTempDirectory("heddle-threads");
            Path file = folder.resolve("threads.json");
            try {
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                        .dumpThreads(
                                file.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
                return Files.readString(file);
            } finally {
                Files.deleteIfExists(file);
                Files.delete(folder);
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.log(System.Logger.Level.DEBUG, "no dump of the threads", e);
            return "";
        }
    }
}
