package io.heddle.simulator.schedule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who is whose child, and who has been collected.
final class Family {

    private final Map<Live, Live> parents = new HashMap<>();
    private final Map<Live, List<Live>> children = new HashMap<>();

    Family(List<Live> all) {
        Map<String, Live> byName = new HashMap<>();
        all.forEach(live -> byName.put(live.job.name(), live));
        for (Live live : all) {
            live.job.parent().ifPresent(name -> adopt(live, name, byName.get(name)));
        }
        all.forEach(this::refuseCircle);
    }

    private void adopt(Live child, String name, @Nullable Live parent) {
        if (parent == null) {
            throw new IllegalArgumentException(
                    "the parent of a job is not there: job=%s parent='%s'".formatted(child, name));
        }
        parents.put(child, parent);
        parent.unendedChildren++;
        children.computeIfAbsent(parent, _ -> new ArrayList<>()).add(child);
    }

    private void refuseCircle(Live live) {
        Set<Live> seen = new HashSet<>();
        for (@Nullable Live next = live; next != null; next = parents.get(next)) {
            if (!seen.add(next)) {
                throw new IllegalArgumentException(
                        "a job is its own ancestor: job=%s parent=%s"
                                .formatted(next, parents.get(next)));
            }
        }
    }

    /// Gives the parent if it is still there to collect.
    @Nullable Live collector(Live child) {
        Live parent = parents.get(child);
        return parent == null || parent.end != Times.NEVER ? null : parent;
    }

    List<Live> children(Live parent) {
        return children.getOrDefault(parent, List.of());
    }

    /// Gives the children that have ended and were not collected.
    List<Live> zombies(Live parent) {
        return children(parent).stream().filter(child -> child.state == JobState.ZOMBIE).toList();
    }

    /// Notes the end of a child.
    void ended(Live child) {
        Live parent = parents.get(child);
        if (parent != null) {
            parent.unendedChildren--;
        }
    }
}
