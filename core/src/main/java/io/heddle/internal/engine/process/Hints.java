package io.heddle.internal.engine.process;

import io.heddle.Signal;
import io.heddle.WorkerDiedException.Kind;
import io.heddle.internal.engine.process.Coroner.Announcement;
import io.heddle.internal.engine.process.Coroner.Remains;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Says for each end of a child what is known of the cause, and what to look at next.
final class Hints {

    /// What to do about memory that is used up, by what the JVM calls it.
    private static final Map<String, String> REMEDIES =
            Map.of(
                    "Java heap space", "give workers more by maxHeapBytes",
                    "GC overhead", "give workers more by maxHeapBytes",
                    "Metaspace",
                            "look for class loaders that are kept, or raise -XX:MaxMetaspaceSize by jvmArgs",
                    "Compressed class",
                            "look for class loaders that are kept, or raise -XX:CompressedClassSpaceSize by jvmArgs",
                    "direct buffer",
                            "look for direct buffers that are kept, or raise -XX:MaxDirectMemorySize by jvmArgs",
                    "native thread",
                            "look at how many threads tasks start and at the limits of the system, ulimit -u and pids.max",
                    "Requested array size", "ask for smaller arrays",
                    "Native memory", "the machine or the container has no more; run fewer workers",
                    "Map failed", "look at what is mapped and at vm.max_map_count");

    private static final String ANY_REMEDY = "look at the limits of the JVM and of the container";

    private static final String NO_CRASH_FILE =
            "it crashed too badly to write a crash file, as when native code overflows its stack";

    private static final Map<Signal, String> SENDERS =
            Map.of(
                    Signal.TERM, "somebody asked it to end, as `kill` and service managers do",
                    Signal.HUP, "its terminal or session has ended, or somebody sent it",
                    Signal.INT, "somebody pressed Ctrl-C in its session, or sent it",
                    Signal.ABRT,
                            "native code called abort, or somebody sent it; look at the last words",
                    Signal.SEGV, NO_CRASH_FILE,
                    Signal.BUS, NO_CRASH_FILE,
                    Signal.XCPU, "a limit of processor time was reached, see ulimit -t",
                    Signal.XFSZ, "a limit of file sizes was reached, see ulimit -f",
                    Signal.SYS, "a system call was refused by a filter, as sandboxes have");

    /// What a JVM says that does not start.
    private static final List<String> WORDS_OF_A_FAILED_START =
            List.of(
                    "Error: Could not create the Java Virtual Machine",
                    "Error occurred during initialization of",
                    "Error: Could not find or load main class",
                    "Error: ");

    private Hints() {}

    static String hint(Kind kind, Remains remains) {
        return switch (kind) {
            case OUT_OF_MEMORY -> ofMemory(remains.outOfMemory().orElse(""));
            case KILLED_BY_OS -> ofSystem(remains);
            case SIGNAL -> ofSignal(remains);
            case EXIT -> ofExit(remains);
            case SILENT -> throw new AssertionError("the end of a child is always seen");
        };
    }

    private static String ofMemory(String what) {
        String remedy =
                REMEDIES.entrySet().stream()
                        .filter(entry -> what.contains(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(ANY_REMEDY);
        return "its memory was used up: %s; %s".formatted(what, remedy);
    }

    private static String ofSystem(Remains remains) {
        return "the system's out-of-memory killer ended it, counted in %s; give the container more memory, or workers less by maxHeapBytes, or run fewer of them"
                .formatted(remains.kill().counted().map(Object::toString).orElse("?"));
    }

    private static String ofSignal(Remains remains) {
        if (remains.crashFileFound().isPresent() || remains.report().crash().isPresent()) {
            return ofCrash(remains);
        }
        Optional<Signal> signal = Signal.ofNumber(remains.code() - 128);
        if (signal.equals(Optional.of(Signal.KILL))) {
            return ofKill(remains);
        }
        return signal.map(known -> SENDERS.getOrDefault(known, "somebody sent it this signal"))
                .orElse("somebody sent it a signal that has no name here");
    }

    private static String ofCrash(Remains remains) {
        String what = remains.report().crash().map(text -> ": " + text).orElse("");
        String where =
                remains.crashFileFound()
                        .map(file -> ", see " + file)
                        .orElse("; it could not write a crash file");
        return "the JVM itself crashed" + what + where;
    }

    private static String ofKill(Remains remains) {
        if (remains.killed() != null) {
            return "this process killed it: " + remains.killed();
        }
        return remains.kill().elsewhere()
                ? "the system's out-of-memory killer was at work at that time and may have ended it, see dmesg"
                : "somebody killed it; the system's out-of-memory killer ends processes this way too, though no kill of its was seen here";
    }

    private static String ofExit(Remains remains) {
        Announcement said = remains.said();
        if (said.givingUp() != null) {
            return said.givingUp();
        }
        if (said.orderly()) {
            return said.place().isEmpty()
                    ? "it ended in an orderly way, though no call of System.exit was seen"
                    : "System.exit was called at %s; a task that returns or throws does not need it"
                            .formatted(said.place());
        }
        if (!remains.wasReady()) {
            return saidThatItDidNotStart(remains)
                    ? "the JVM did not start; look at jvmArgs, maxHeapBytes and the class path"
                    : "it ended before it could take a task; look at what its JVM loads at its start, as agents";
        }
        return "it ended without its shutdown hooks, as by Runtime.halt or by exit in native code";
    }

    private static boolean saidThatItDidNotStart(Remains remains) {
        return remains.lastErrorLines().stream()
                .anyMatch(line -> WORDS_OF_A_FAILED_START.stream().anyMatch(line::startsWith));
    }
}
