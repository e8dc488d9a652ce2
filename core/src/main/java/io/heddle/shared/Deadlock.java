package io.heddle.shared;

import io.heddle.internal.memory.WaitCycle;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A cycle of threads that wait for each other's locks, in one process or in several. Each waits for a lock
/// that the next member holds, the last one for a lock that the first one holds.
///
/// @param members who is in it
public record Deadlock(List<Member> members) implements Serializable {

    /// A thread that waits for a lock while it holds another one.
    ///
    /// @param pid of its process
    /// @param process the main class and the arguments of its process, shortened
    /// @param thread what the thread is called
    /// @param wanted the lock that it waits for; locks have the same names in all processes, see
    ///   [SharedLock#toString()]
    /// @param wantedAt where it waits
    /// @param held the lock that it holds, for which the member before waits
    /// @param heldAt where it took that one; or, if that was not noted, where it is now, beginning with "in":
    ///   see [Deadlocks#notePlaces(boolean)]
    public record Member(
            long pid,
            String process,
            String thread,
            String wanted,
            String wantedAt,
            String held,
            String heldAt)
            implements Serializable {

        @Override
        public String toString() {
            return "thread \"%s\" of process %d (%s) waits for lock %s at %s and holds lock %s, taken %s"
                    .formatted(
                            thread,
                            pid,
                            process,
                            wanted,
                            wantedAt,
                            held,
                            heldAt.startsWith("in ") ? heldAt : "at " + heldAt);
        }
    }

    /// Makes a report.
    public Deadlock {
        members = List.copyOf(members);
    }

    static Deadlock of(WaitCycle cycle) {
        List<WaitCycle.Node> nodes = cycle.nodes();
        int size = nodes.size();
        return new Deadlock(
                IntStream.range(0, size)
                        .mapToObj(i -> member(nodes.get(i), nodes.get((i + size - 1) % size)))
                        .toList());
    }

    private static Member member(WaitCycle.Node node, WaitCycle.Node before) {
        return new Member(
                node.pid(),
                node.process(),
                node.thread(),
                LockLabels.of(node.wanted()),
                node.wantedAt(),
                LockLabels.of(before.wanted()),
                node.held().getOrDefault(before.wanted(), "?"));
    }

    @Override
    public String toString() {
        return members.stream()
                .map(Member::toString)
                .collect(Collectors.joining("; ", "deadlock of " + members.size() + ": ", ""));
    }
}
