package io.heddle.examples.tour.process;

import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.CRC32;

/// The same work by one and by several.
@Shows(
        id = "process.copy-files",
        title = "Copy many files with one process and with a pool of processes",
        python =
                "multiprocessing.Pool and apply_async with a function that copies one file; a queue tells"
                        + " the parent how far they are.")
public final class CopyFiles implements Program {

    private static final int FILES = 60;

    @Override
    public void run(Stage stage) throws Exception {
        Path folder = Files.createTempDirectory("copy-files");
        try {
            List<String> names = write(Files.createDirectory(folder.resolve("from")));
            Map<String, Duration> times = new TreeMap<>();
            for (int workers : List.of(1, 4)) {
                Path to = Files.createDirectory(folder.resolve("to-" + workers));
                times.put(
                        workers + " at a time", stage.time(() -> copy(folder, to, names, workers)));
                stage.equal(
                        checksums(folder.resolve("from"), names),
                        checksums(to, names),
                        "checksum of %d files, copied by %d".formatted(FILES, workers));
            }
            times.forEach((how, time) -> stage.say("%s: %d ms", how, time.toMillis()));
            stage.say(
                    "so few files do not pay for processes: each has to be started, and every name");
            stage.say("travels; a disk that copies one file copies no two any faster");
        } finally {
            delete(folder);
        }
    }

    private static List<String> write(Path folder) throws IOException {
        Random random = new Random(3);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            byte[] bytes = new byte[random.nextInt(50_000)];
            random.nextBytes(bytes);
            names.add("file-" + i);
            Files.write(folder.resolve(names.getLast()), bytes);
        }
        return names;
    }

    private static void copy(Path folder, Path to, List<String> names, int workers)
            throws Exception {
        String source = folder.resolve("from").toString(); // a Path does not travel, a text does
        String target = to.toString();
        try (TaskPool pool = workers == 1 ? TaskPool.inline() : TaskPool.processes(workers)) {
            pool.map(
                    name ->
                            Files.copy(
                                            Path.of(source, name),
                                            Path.of(target, name),
                                            StandardCopyOption.REPLACE_EXISTING)
                                    .toString(),
                    names);
        }
    }

    private static long checksums(Path folder, List<String> names) throws IOException {
        CRC32 sum = new CRC32();
        for (String name : names) {
            sum.update(Files.readAllBytes(folder.resolve(name)));
        }
        return sum.getValue();
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
