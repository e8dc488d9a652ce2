package io.heddle.console.timeline;

/// A task or strand that has run.
///
/// @param owner which process submitted it; 0 for what came from no pool
/// @param id of the task, within the process that submitted it; 0 for what came from no pool
/// @param name what it is called
/// @param pool in which pool; empty for none
/// @param submitted when it was given to it; 0 if that is not known
/// @param from when it began
/// @param to when it ended, or was last seen
/// @param fate what became of it
public record Work(
        long owner,
        long id,
        String name,
        String pool,
        long submitted,
        long from,
        long to,
        Fate fate) {

    long queuedNanos() {
        return submitted == 0 ? 0 : Math.max(0, from - submitted);
    }
}
