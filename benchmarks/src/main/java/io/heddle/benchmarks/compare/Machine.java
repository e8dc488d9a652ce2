package io.heddle.benchmarks.compare;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// What the numbers were measured on.
///
/// @param cores processors that this program may use
/// @param cpu the model
/// @param kernel name and version of the system
/// @param jdk version and vendor
/// @param date when the run began
/// @param load the load average of the minute before it
record Machine(int cores, String cpu, String kernel, String jdk, Instant date, double load) {

    static Machine here() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                cpuModel(),
                System.getProperty("os.name") + " " + System.getProperty("os.version"),
                Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    private static String cpuModel() {
        try {
            return Files.readString(Path.of("/proc/cpuinfo"))
                    .lines()
                    .filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .orElse(System.getProperty("os.arch"));
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%d cores %s, %s, JDK %s, %s, load average %.2f",
                cores,
                cpu,
                kernel,
                jdk,
                date,
                load);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("cores", cores);
        json.put("cpu", cpu);
        json.put("kernel", kernel);
        json.put("jdk", jdk);
        json.put("date", date.toString());
        json.put("loadAverage", load);
        return json;
    }
}
