package io.heddle.stress;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The processes that this process and Heddle have started, as `/proc` shows them.
///
/// ## Source
/// `proc(5)`: `environ`, `cmdline`, `stat`.
public final class Family {

    private static final Path PROC = Path.of("/proc");
    private static final String VARIABLE = "HEDDLE_TREE=";

    /// A child that Heddle started.
    ///
    /// @param handle the process
    /// @param worker its name, the last word of its command line
    record Member(ProcessHandle handle, String worker) {}

    private Family() {}

    /// Tells whether this system shows what a storm has to see.
    ///
    /// @return whether it does
    public static boolean isVisible() {
        return Files.isReadable(PROC.resolve("self/environ"))
                && Files.isDirectory(PROC.resolve("self/fd"));
    }

    /// Lists the living children that are workers, whatever they are about.
    static List<Member> workers() {
        try (Stream<ProcessHandle> children = ProcessHandle.current().children()) {
            return children.filter(child -> treeOf(child.pid()).isPresent())
                    .flatMap(child ->
                            workerName(child.pid()).map(name -> new Member(child, name)).stream())
                    .toList();
        }
    }

    /// Tells whether a process is a child that Heddle started. Nobody else may ever be hit, whatever number a
    /// snapshot shows: the workers of a pool of threads are this process itself.
    static boolean isWorker(ProcessHandle process) {
        return isChild(process, ProcessHandle.current().pid()) && treeOf(process.pid()).isPresent();
    }

    private static Optional<String> workerName(long pid) {
        String[] words =
                read(pid, "cmdline").split("\0", -1); // a \0 stands behind the last word too
        return words.length < 3 ? Optional.empty() : Optional.of(words[words.length - 2]);
    }

    /// Tells in which of Heddle's trees a process is.
    static Optional<String> treeOf(long pid) {
        return variables(pid)
                .filter(variable -> variable.startsWith(VARIABLE))
                .map(variable -> variable.substring(VARIABLE.length()))
                .findFirst();
    }

    private static Stream<String> variables(long pid) {
        return Stream.of(read(pid, "environ").split("\0", -1));
    }

    /// Describes every other process that lives and has a variable, which whoever it starts has too.
    ///
    /// @param variable name, `=` and value
    /// @return a line for each
    public static List<String> having(String variable) {
        return living(process -> variables(process.pid()).anyMatch(each -> each.equals(variable)));
    }

    /// The part that the trees of all workers of this process have in common.
    ///
    /// @param worker one of them
    /// @return that part; empty if it has ended
    public static Optional<String> commonTree(long worker) {
        return treeOf(worker)
                .filter(tree -> tree.indexOf('/') > 0)
                .map(tree -> tree.substring(0, tree.lastIndexOf('/') + 1));
    }

    /// Describes every other process that lives and is a child of this one or lies in its tree. One that is
    /// dead and not yet buried is nobody's.
    static List<String> living(String tree) {
        long self = ProcessHandle.current().pid();
        return living(process -> isChild(process, self) || isInTree(process.pid(), tree));
    }

    private static List<String> living(Predicate<ProcessHandle> which) {
        List<String> living = new ArrayList<>();
        long self = ProcessHandle.current().pid();
        ProcessHandle.allProcesses()
                .filter(process -> process.pid() != self)
                .filter(which)
                .filter(process -> !isBuried(process.pid()))
                .forEach(process ->
                        living.add(
                                "process %d %s"
                                        .formatted(
                                                process.pid(),
                                                read(process.pid(), "cmdline")
                                                        .replace('\0', ' '))));
        return living;
    }

    private static boolean isChild(ProcessHandle process, long self) {
        return process.parent().filter(parent -> parent.pid() == self).isPresent();
    }

    private static boolean isInTree(long pid, String tree) {
        return !tree.isEmpty() && treeOf(pid).filter(id -> id.startsWith(tree)).isPresent();
    }

    private static boolean isBuried(long pid) {
        String stat = read(pid, "stat");
        int end = stat.lastIndexOf(')');
        return end < 0 || end + 2 >= stat.length() || "ZX".indexOf(stat.charAt(end + 2)) >= 0;
    }

    private static String read(long pid, String file) {
        try {
            return new String(
                    Files.readAllBytes(PROC.resolve(Long.toString(pid)).resolve(file)),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // gone, or not for us
        }
    }
}
