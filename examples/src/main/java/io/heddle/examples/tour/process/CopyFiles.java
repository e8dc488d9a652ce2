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
import java.util.Random;
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
            Duration alone = timeOf(stage, folder, names, 1);
            Duration together = timeOf(stage, folder, names, 4);
            stage.say(
                    alone.compareTo(together) < 0
                            ? "the pool is slower: its processes have to start, for so few files"
                            : "the pool is faster: the files are worth the start of its processes");
        } finally {
            delete(folder);
        }
    }

    private static Duration timeOf(Stage stage, Path folder, List<String> names, int workers)
            throws Exception {
        Path from = folder.resolve("from");
        Path to = Files.createDirectory(folder.resolve("to-" + workers));
        Duration time = stage.time(() -> copy(from, to, names, workers));
        stage.say("%d files, %d at a time: %d ms", FILES, workers, time.toMillis());
        stage.equal(checksums(from, names), checksums(to, names), "checksum of the copies");
        return time;
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

    private static void copy(Path from, Path to, List<String> names, int workers) throws Exception {
        String source = from.toString(); // a Path does not travel, a text does
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
