package io.heddle.testkit;

import io.heddle.testkit.KeptPools.Residents;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Finds what a test has left behind: threads of Heddle and child processes.
public final class Leftovers {

    /// One of each for the whole process, made when first needed and kept.
    private static final Set<String> SHARED =
            Set.of(
                    "heddle-clock",
                    "heddle-flusher",
                    "heddle-generators",
                    "heddle-keeps-program-alive",
                    "heddle-launcher",
                    "heddle-listener",
                    "heddle-reads-commands",
                    "heddle-unheard-failures");

    private Leftovers() {}

    /// Waits until nothing is left, and fails with the names of what stays. The few threads
    /// that all pools of a process share may stay.
    ///
    /// @throws InterruptedException if interrupted while waiting
    /// @throws AssertionError if something is left after [Eventually#LIMIT]
    public static void awaitNone() throws InterruptedException {
        awaitNoneBut(Set.of());
    }

    /// Waits until nothing is left but some processes that several tests share.
    ///
    /// @param residents may stay
    /// @throws InterruptedException if interrupted while waiting
    /// @throws AssertionError if something is left after [Eventually#LIMIT]
    public static void awaitNoneBut(Set<ProcessHandle> residents) throws InterruptedException {
        awaitNoneBut(residents, Residents.NONE);
    }

    static void awaitNoneBut(Set<ProcessHandle> residents, Residents kept)
            throws InterruptedException {
        try {
            Eventually.holds("nothing is left", () -> find(residents, kept).isEmpty());
        } catch (AssertionError late) {
            throw new AssertionError(
                    "a test left something behind: " + find(residents, kept), late);
        }
    }

    /// Waits until nothing is left of pools that were kept.
    static void awaitGone(Residents kept) throws InterruptedException {
        Eventually.holds(
                "kept pools are gone",
                () ->
                        Thread.getAllStackTraces().keySet().stream().noneMatch(kept::has)
                                && ProcessHandle.current()
                                        .children()
                                        .noneMatch(child -> child.isAlive() && kept.has(child)));
    }

    private static List<String> find(Set<ProcessHandle> residents, Residents kept) {
        List<String> left = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            if (name.startsWith("heddle-") && !SHARED.contains(name) && !kept.has(thread)) {
                left.add("thread " + name);
            }
        }
        ProcessHandle.current()
                .children()
                .filter(child -> child.isAlive() && !residents.contains(child) && !kept.has(child))
                .forEach(child -> left.add("process " + child.pid() + " " + child.info()));
        return left;
    }
}
