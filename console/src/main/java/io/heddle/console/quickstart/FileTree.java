package io.heddle.console.quickstart;

import io.heddle.console.quickstart.Problems.Sort;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds the regular files below a directory, and says of everything else why it is none.
///
/// Directories are listed, nothing is opened. Used by one thread.
final class FileTree implements FileVisitor<Path> {

    /// What is to be found.
    ///
    /// @param all whether hidden and generated directories are entered too
    /// @param followLinks whether symbolic links are followed
    /// @param except files that do not count: what this command writes itself
    record Selection(boolean all, boolean followLinks, Set<Path> except) {}

    /// What was found.
    ///
    /// @param files the regular files, in the order of their names
    /// @param leftOut the hidden and generated directories that were not entered
    record Found(List<SourceFile> files, List<String> leftOut) {}

    /// Directories that tools fill; what they hold is no source of anything.
    private static final Set<String> GENERATED = Set.of("target", "node_modules");

    private final Path root;
    private final Selection selection;
    private final Problems problems;
    private final Names names;
    private final KernelFileSystems kernel = new KernelFileSystems();
    private final List<SourceFile> files = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    private FileTree(Path root, Selection selection, Problems problems) {
        this.root = root;
        this.selection = selection;
        this.problems = problems;
        this.names = new Names(root);
    }

    /// Looks through a directory.
    ///
    /// @param root the directory, its real path
    /// @param selection what to look for
    /// @param problems is told of everything that is no file and no directory
    static Found walk(Path root, Selection selection, Problems problems) throws IOException {
        FileTree tree = new FileTree(root, selection, problems);
        Set<FileVisitOption> options =
                selection.followLinks
                        ? EnumSet.of(FileVisitOption.FOLLOW_LINKS)
                        : EnumSet.noneOf(FileVisitOption.class);
        Files.walkFileTree(root, options, Integer.MAX_VALUE, tree);
        tree.files.sort(Comparator.comparing(SourceFile::name));
        tree.leftOut.sort(Comparator.naturalOrder());
        return new Found(List.copyOf(tree.files), List.copyOf(tree.leftOut));
    }

    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
        if (!directory.equals(root) && !selection.all && isHiddenOrGenerated(directory)) {
            leftOut.add(names.of(directory));
            return FileVisitResult.SKIP_SUBTREE;
        }
        if (kernel.holds(directory)) {
            add(Sort.KERNEL, directory, kernel.typeOf(directory));
            return FileVisitResult.SKIP_SUBTREE;
        }
        return FileVisitResult.CONTINUE;
    }

    private static boolean isHiddenOrGenerated(Path directory) {
        String name = String.valueOf(directory.getFileName());
        return name.startsWith(".") || GENERATED.contains(name);
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
        if (attributes.isSymbolicLink()) {
            addLink(file);
        } else if (!attributes.isRegularFile()) {
            add(Sort.SPECIAL, file, SpecialFiles.typeOf(file));
        } else if (selection.followLinks && Files.isSymbolicLink(file) && kernel.holds(file)) {
            add(Sort.KERNEL, file, kernel.typeOf(file));
        } else if (!selection.except.contains(file)) {
            files.add(new SourceFile(names.of(file), file.toUri(), attributes.size()));
        }
        return FileVisitResult.CONTINUE;
    }

    /// A link that is met here is one that was not to be followed, or could not be.
    private void addLink(Path link) {
        Links.End end = Links.endOf(link);
        add(end.sort(), link, end.detail());
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) {
        if (failure instanceof FileSystemLoopException) {
            addLink(file);
        } else if (Files.isDirectory(file)) {
            add(Sort.DIRECTORY, file, Reasons.of(failure));
        } else {
            add(Reasons.sortOf(failure), file, Reasons.of(failure));
        }
        return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
        if (failure != null) {
            add(Sort.DIRECTORY, directory, "only in part: " + Reasons.of(failure));
        }
        return FileVisitResult.CONTINUE;
    }

    private void add(Sort sort, Path file, String detail) {
        problems.add(sort, file.equals(root) ? Names.printable(root) : names.of(file), detail);
    }
}
