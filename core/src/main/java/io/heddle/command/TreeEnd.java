package io.heddle.command;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The end of the tree of one command, for all who want it: there is one hunt for it at a time.
final class TreeEnd {

    private final String tree;
    private final Processes processes;
    private final boolean ownSession;
    private final Execution owner;

    /// The last hunt, if there was one. Guarded by this.
    private @Nullable Hunt hunt;

    /// Written by the hunter before it tells the owner.
    private volatile Ending.Tree outcome = Ending.Tree.GONE;

    /// @param tree its id
    /// @param processes those that were started for it
    /// @param ownSession whether they have a session of their own
    /// @param owner told of each hunt and its end
    TreeEnd(String tree, Processes processes, boolean ownSession, Execution owner) {
        this.tree = tree;
        this.processes = processes;
        this.ownSession = ownSession;
        this.owner = owner;
    }

    /// Ends the tree; if it is being ended, at least as fast as this.
    ///
    /// @return whether it is gone, once that is clear
    synchronized CompletableFuture<Boolean> hunt(Duration grace) {
        Hunt running = hunt;
        if (running != null && !running.outcome().isDone()) {
            running.hurry(grace);
            Hunter.wake();
            return running.outcome();
        }
        List<Long> sessions = ownSession ? processes.pids() : List.of();
        Hunt begun = new Hunt(tree, processes.handles(), sessions, grace);
        hunt = begun;
        if (owner.opened()) {
            var _ = begun.outcome().thenAccept(gone -> over(gone, begun.insisted()));
        }
        Hunter.begin(begun);
        return begun.outcome();
    }

    /// Called by the hunter.
    private void over(boolean gone, boolean insisted) {
        outcome = gone ? insisted ? Ending.Tree.KILLED : Ending.Tree.GONE : Ending.Tree.LEFT;
        owner.hunted(outcome);
    }

    /// Tells what became of it.
    Ending.Tree outcome() {
        return outcome;
    }
}
