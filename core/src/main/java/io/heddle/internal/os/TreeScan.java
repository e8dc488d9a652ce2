package io.heddle.internal.os;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// One look at all processes of the system, to find the members of many trees in it.
///
/// It says of a process what [ProcessTree] says, with one difference: whoever asks knows some members already.
/// What these have started belongs to the tree too, even if they do not carry its id because they have cleared
/// their environment.
public final class TreeScan {

    /// The living, by pid. Empty where there is no `/proc`.
    private final Map<Long, ProcFs.Stat> living = new HashMap<>();

    /// The ids that they carry; without those who carry none.
    private final Map<Long, String> ids = new HashMap<>();

    /// @param all what the system says of all processes, also of those that have ended
    TreeScan(List<ProcFs.Stat> all) {
        all.stream().filter(ProcFs.Stat::lives).forEach(this::add);
    }

    private void add(ProcFs.Stat stat) {
        living.put(stat.pid(), stat);
        ProcFs.environment(stat.pid(), ProcessTree.VARIABLE)
                .ifPresent(id -> ids.put(stat.pid(), id));
    }

    /// Looks now.
    ///
    /// @return what there is
    /// @throws io.heddle.HeddleException if nobody could look
    public static TreeScan now() {
        return new TreeScan(ProcFs.all());
    }

    /// Lists the living members of a tree.
    ///
    /// @param id the tree's id
    /// @param known processes that belong to it; those that have ended are left out
    /// @param sessions ids of sessions that are the tree's own
    /// @return pids, those of the known included that live
    public Set<Long> members(
            String id, Collection<ProcessHandle> known, Collection<Long> sessions) {
        List<ProcessHandle> alive = known.stream().filter(ProcessHandle::isAlive).toList();
        if (living.isEmpty()) {
            return byHandle(alive);
        }
        Set<Long> members = new HashSet<>();
        alive.stream()
                .map(ProcessHandle::pid)
                .filter(living::containsKey) // else it has begun after the look, or is a zombie
                .forEach(members::add);
        ids.forEach((pid, tree) -> {
            if (ProcessTree.contains(id, tree)) {
                members.add(pid);
            }
        });
        living.values().stream()
                .filter(stat -> sessions.contains(stat.session()))
                .filter(stat -> isOurs(stat.session(), alive))
                .forEach(stat -> members.add(stat.pid()));
        ProcessTree.addChildren(living.values(), members);
        members.remove(ProcessHandle.current().pid());
        return members;
    }

    /// A living process that has the number of a session and is not known was given the pid after the session was
    /// over; the session with that number is then its own.
    private boolean isOurs(long session, List<ProcessHandle> alive) {
        return !living.containsKey(session)
                || alive.stream().anyMatch(handle -> handle.pid() == session);
    }

    private static Set<Long> byHandle(List<ProcessHandle> alive) {
        Set<Long> members = new HashSet<>();
        alive.stream()
                .flatMap(handle -> Stream.concat(Stream.of(handle), handle.descendants()))
                .filter(ProcessHandle::isAlive)
                .forEach(handle -> members.add(handle.pid()));
        return members;
    }
}
