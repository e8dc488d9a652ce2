package io.heddle.command;

import io.heddle.internal.os.TreeScan;
import io.heddle.spi.Deadline;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArraySet;

/// The end of one tree: TERM for each of its processes, and when the grace is over KILL, until nothing is left.
///
/// What a process starts after it was asked to end is what it cleans up with, and is not asked as long as the
/// process lives.
///
/// [#step] is called by the thread of [Hunter], or at the end of the program by its hook.
final class Hunt {

    private static final Duration LONGEST_KILLING = Duration.ofSeconds(2);

    private final String tree;

    /// Processes that belong to the tree, dead or alive.
    private final Set<ProcessHandle> known;

    private final Collection<Long> sessions;
    private final CompletableFuture<Boolean> outcome = new CompletableFuture<>();

    /// Those that were asked to end. Touched by the hunter.
    private final Set<Long> asked = new HashSet<>();

    /// From TERM to KILL; only ever made shorter. Guarded by this.
    private Duration grace;

    /// When KILL comes. Guarded by this.
    private Deadline patience;

    /// Whether somebody has looked. Guarded by this.
    private boolean begun;

    /// Whether somebody did not want to wait for what TERM does. Guarded by this.
    private boolean hurried;

    /// Whether TERM was sent and was not enough. Written by the hunter before the outcome.
    private volatile boolean insisted;

    /// When it is given up. Touched by the hunter.
    private Deadline surrender = Deadline.NEVER;

    /// @param tree its id
    /// @param roots the processes that were started for it
    /// @param sessions sessions that are its own
    /// @param grace from TERM to KILL
    Hunt(String tree, List<ProcessHandle> roots, Collection<Long> sessions, Duration grace) {
        this.tree = tree;
        this.known = new CopyOnWriteArraySet<>(roots);
        this.sessions = sessions;
        this.grace = grace;
        this.patience = Deadline.in(grace);
    }

    /// Sees to it that KILL comes in some time at the latest.
    synchronized void hurry(Duration shorter) {
        Deadline sooner = Deadline.in(shorter);
        if (sooner.left().compareTo(patience.left()) < 0) {
            hurried = true;
            grace = shorter;
            patience = sooner;
        }
    }

    /// The grace counts from the first look, which may come late on a busy machine: whoever has a grace gets TERM.
    private synchronized boolean isPatient() {
        if (!begun) {
            begun = true;
            patience = Deadline.in(grace);
            return grace.isPositive();
        }
        return !patience.hasPassed();
    }

    /// Tells whether nothing is left of the tree, once that is clear.
    CompletableFuture<Boolean> outcome() {
        return outcome;
    }

    private synchronized boolean isHurried() {
        return hurried;
    }

    /// Tells whether somebody took no notice of TERM.
    boolean insisted() {
        return insisted;
    }

    /// Ends what is there now.
    ///
    /// @param scan a look at all processes, taken after the last step
    /// @return whether this was the last step
    boolean step(TreeScan scan) {
        List<ProcessHandle> members =
                scan.members(tree, known, sessions).stream()
                        .sorted(Comparator.reverseOrder()) // the youngest first
                        .flatMap(pid -> ProcessHandle.of(pid).stream())
                        .toList();
        if (members.isEmpty()) {
            return outcome.complete(true);
        }
        known.addAll(members);
        if (isPatient()) {
            ask(members);
            return false;
        }
        if (surrender.never()) {
            surrender = Deadline.in(LONGEST_KILLING);
            insisted = !asked.isEmpty() && !isHurried();
        }
        members.forEach(ProcessHandle::destroyForcibly);
        return surrender.hasPassed() && outcome.complete(false);
    }

    private void ask(List<ProcessHandle> members) {
        boolean first = asked.isEmpty();
        members.reversed().stream() // the eldest first, or a shell would go on to its next command
                .filter(member -> first || !isStartedBy(members, member))
                .filter(member -> asked.add(member.pid()))
                .forEach(ProcessHandle::destroy);
    }

    private static boolean isStartedBy(List<ProcessHandle> members, ProcessHandle process) {
        return process.parent().filter(members::contains).isPresent();
    }
}
