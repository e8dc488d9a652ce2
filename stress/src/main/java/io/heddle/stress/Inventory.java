package io.heddle.stress;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Everything that this process holds and could have left behind: processes, threads, descriptors,
/// mappings of removed files, and files in the folder for temporary ones.
///
/// What is one of many that look the same, such as a socket, is counted; the rest is known by name.
public final class Inventory {

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path MAPPINGS = Path.of("/proc/self/maps");
    private static final String SHARED_MEMORY = "/dev/shm/heddle-";
    private static final Pattern NUMBER_IN_NAME = Pattern.compile("\\[\\d+]|\\d+");

    private final Map<String, Integer> things;

    private Inventory(Map<String, Integer> things) {
        this.things = things;
    }

    /// Takes stock.
    ///
    /// @param tree the part of the name that all trees of this process have in common
    /// @param folder where files may be left
    /// @param except a file or folder in it that is the storm's own
    /// @return what is there
    /// @throws IOException if `/proc` or the folder cannot be read
    public static Inventory take(String tree, Path folder, Path except) throws IOException {
        Map<String, Integer> things = new TreeMap<>();
        Family.living(tree).forEach(process -> add(things, process));
        Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("heddle-"))
                .forEach(name -> add(things, "thread " + name));
        descriptors().forEach(each -> add(things, each));
        removedMappings(folder).forEach(each -> add(things, each));
        files(folder, except).forEach(file -> add(things, "file " + file));
        return new Inventory(things);
    }

    private static void add(Map<String, Integer> things, String thing) {
        things.merge(thing, 1, Integer::sum);
    }

    private static List<String> descriptors() throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(DESCRIPTORS)) {
            for (Path entry : entries.toList()) {
                targetOf(entry)
                        .filter(target -> !target.endsWith(".jar"))
                        .forEach(target ->
                                found.add(
                                        "descriptor "
                                                + NUMBER_IN_NAME.matcher(target).replaceAll("")));
            }
        }
        return found;
    }

    /// The listing itself has a descriptor, which is gone when it is looked at.
    private static Stream<String> targetOf(Path entry) {
        try {
            return Stream.of(Files.readSymbolicLink(entry).toString())
                    .filter(target -> !target.startsWith("/proc/"));
        } catch (IOException e) {
            return Stream.of();
        }
    }

    /// Memory shared with a worker stays until nobody refers to it, though its file is gone.
    private static List<String> removedMappings(Path folder) throws IOException {
        try (Stream<String> lines = Files.lines(MAPPINGS)) {
            return lines.filter(line -> line.endsWith("(deleted)"))
                    .filter(line -> line.contains(folder + "/") || line.contains(SHARED_MEMORY))
                    .map(_ -> "mapping of a removed file")
                    .toList();
        }
    }

    private static List<Path> files(Path folder, Path except) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path path, BasicFileAttributes attributes) {
                        if (path.equals(except)) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        if (!path.equals(folder)) {
                            found.add(path);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                        found.add(path);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path path, IOException e) {
                        return FileVisitResult.CONTINUE; // gone
                    }
                });
        return found;
    }

    /// Lists what is here and was not there, or not so often.
    ///
    /// @param earlier what was there
    /// @return what is there beyond that
    public List<String> beyond(Inventory earlier) {
        List<String> more = new ArrayList<>();
        things.forEach((thing, count) -> {
            int surplus = count - earlier.things.getOrDefault(thing, 0);
            for (int i = 0; i < surplus; i++) {
                more.add(thing);
            }
        });
        return more;
    }
}
