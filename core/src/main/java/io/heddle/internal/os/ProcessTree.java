package io.heddle.internal.os;

import io.heddle.HeddleException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A process and everything that it has started, directly or not.
///
/// A process belongs to the tree if it carries the tree's id in its environment, is in the session of
/// the tree's root, or was started by one that belongs. The environment finds processes whose parent
/// has died and that have made a session of their own; the session finds those that have emptied their
/// environment.
///
/// ## Ids
/// The id of a tree is a path, such as `k3v9q1/2`; trees within it have ids that begin with it. It
/// stands in the variable [#VARIABLE].
public final class ProcessTree {

    /// The variable of the environment that holds the id of the innermost tree.
    public static final String VARIABLE = "HEDDLE_TREE";

    private static final long LONGEST_SWEEP_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long PAUSE_MILLIS = 5;
    private static final int MOST_FAILED_LOOKS = 20;

    private ProcessTree() {}

    /// Ends everything that belongs to a tree, but not its root, again and again until nothing is left. The
    /// youngest first: whoever started them has then nothing left to look after.
    ///
    /// @param id the tree's id
    /// @param root the pid of its root, dead or alive; the root itself is left alone
    /// @return whether nothing is left; false also if nobody could look
    public static boolean endDescendants(String id, long root) {
        long self = ProcessHandle.current().pid();
        long begin = System.nanoTime();
        int failed = 0;
        while (System.nanoTime() - begin <= LONGEST_SWEEP_NANOS && failed < MOST_FAILED_LOOKS) {
            try {
                List<Long> members =
                        members(id, root).stream()
                                .filter(pid -> pid != root && pid != self)
                                .sorted(Comparator.reverseOrder())
                                .toList();
                if (members.isEmpty()) {
                    return true;
                }
                members.forEach(ProcessTree::kill);
            } catch (HeddleException e) {
                failed++; // a moment later there may be a descriptor for it
            }
            pause();
        }
        return false;
    }

    /// Lists the living members of a tree.
    ///
    /// @param id the tree's id
    /// @param root the pid of its root, dead or alive
    /// @return pids, the root's included if it lives
    /// @throws HeddleException if nobody could look
    public static Set<Long> members(String id, long root) {
        return ProcFs.isThere() ? membersByProc(ProcFs.all(), id, root) : membersByHandle(root);
    }

    /// @param all what the system says of all processes, also of those that have ended
    static Set<Long> membersByProc(List<ProcFs.Stat> all, String id, long root) {
        List<ProcFs.Stat> living = all.stream().filter(ProcFs.Stat::lives).toList();
        boolean sessionIsOurs =
                living.stream().noneMatch(stat -> stat.pid() == root && !carries(stat.pid(), id));
        Set<Long> members =
                living.stream()
                        .filter(stat ->
                                (sessionIsOurs && stat.session() == root)
                                        || carries(stat.pid(), id))
                        .map(ProcFs.Stat::pid)
                        .collect(Collectors.toCollection(HashSet::new));
        addChildren(living, members);
        return members;
    }

    /// The root always carries its id. A process with the root's pid that does not is another one, which
    /// was given the pid after the root had died; the session with that number is then its own.
    private static boolean carries(long pid, String id) {
        return ProcFs.environment(pid, VARIABLE).filter(tree -> contains(id, tree)).isPresent();
    }

    /// Tells whether a tree is another one or lies within it.
    static boolean contains(String outer, String inner) {
        return inner.equals(outer) || inner.startsWith(outer + "/");
    }

    /// Adds whatever was started by a member, directly or not.
    static void addChildren(Collection<ProcFs.Stat> living, Set<Long> members) {
        boolean grown;
        do {
            grown = false;
            for (ProcFs.Stat stat : living) {
                grown |= members.contains(stat.parent()) && members.add(stat.pid());
            }
        } while (grown);
    }

    private static Set<Long> membersByHandle(long root) {
        Stream<ProcessHandle> handles =
                ProcessHandle.of(root).stream()
                        .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()));
        return handles.filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private static void pause() {
        java.util.concurrent.locks.LockSupport.parkNanos(
                TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
    }
}
