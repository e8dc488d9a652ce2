package io.heddle.internal.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A deadlock: each waits for a lock that the next one holds, and the last one for one that the first holds.
///
/// @param nodes who is in it
public record WaitCycle(List<Node> nodes) {

    /// A thread that waits and holds.
    ///
    /// @param number of this one wait, never used again
    /// @param pid of its process
    /// @param process what the process is called
    /// @param thread what the thread is called
    /// @param breakable whether the wait may end with an exception
    /// @param wanted the lock that it waits for
    /// @param wantedAt where it waits
    /// @param held the locks that it holds, and where it took them
    public record Node(
            long number,
            long pid,
            String process,
            String thread,
            boolean breakable,
            LockName wanted,
            String wantedAt,
            Map<LockName, String> held) {}

    public WaitCycle {
        nodes = List.copyOf(nodes);
    }

    /// Tells who holds what one of them waits for.
    ///
    /// @param index of the one who waits
    /// @return who holds that
    public Node holderFor(int index) {
        return nodes.get((index + 1) % nodes.size());
    }

    /// What makes it the same cycle the next time: not one of the waits has ended meanwhile.
    Set<Long> numbers() {
        return nodes.stream().map(Node::number).collect(Collectors.toSet());
    }

    /// Who is to give up, the same in the eyes of all processes.
    @Nullable Node victim() {
        return nodes.stream()
                .filter(Node::breakable)
                .max(Comparator.comparingLong(Node::number))
                .orElse(null);
    }

    // ---- finding -------------------------------------------------------------------------------

    /// Finds all cycles. A lock that two are said to hold is left out: one of them is not up to date.
    static List<WaitCycle> among(List<Node> nodes) {
        Map<LockName, Node> holders = new HashMap<>();
        Set<LockName> doubtful = new HashSet<>();
        for (Node node : nodes) {
            for (LockName lock : node.held().keySet()) {
                Node other = holders.put(lock, node);
                if (other != null && other.number() != node.number()) {
                    doubtful.add(lock);
                }
            }
        }
        holders.keySet().removeAll(doubtful);
        return among(nodes, holders);
    }

    private static List<WaitCycle> among(List<Node> nodes, Map<LockName, Node> holders) {
        List<WaitCycle> cycles = new ArrayList<>();
        Set<Long> visited = new HashSet<>();
        for (Node start : nodes) {
            SequencedSet<Node> path = new LinkedHashSet<>();
            Node node = start;
            while (node != null && visited.add(node.number())) {
                path.add(node);
                node = holders.get(node.wanted());
            }
            if (node != null && path.contains(node)) {
                List<Node> all = new ArrayList<>(path);
                cycles.add(new WaitCycle(all.subList(all.indexOf(node), all.size())));
            }
        }
        return cycles;
    }
}
