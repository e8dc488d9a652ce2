package io.heddle.console.timeline;

import java.util.Map;

/// What a lane does in a stretch of time.
public enum State {
    /// On a processor, or in the line for one.
    RUNNING("runs", 0),
    /// A program that is not ours.
    PROGRAM("another program runs", 2),
    /// Waits for time to pass.
    SLEEPING("sleeps", 5),
    /// Waits until somebody gives something back.
    LOCK("waits for a lock or permit", 1),
    /// Waits for what another strand does.
    OTHERS("waits for another strand", 3),
    /// Waits for something to read, or for room.
    DATA("waits for data", 4),
    /// Waits, and it was not seen for what.
    WAITING("waits", 6),
    /// Not ready yet.
    STARTING("starts", 7),
    /// In the queue of a pool.
    QUEUED("tasks in a queue", 8);

    private static final Map<String, State> BY_REASON =
            Map.ofEntries(
                    Map.entry("running", RUNNING),
                    Map.entry("sleep", SLEEPING),
                    Map.entry("lock", LOCK),
                    Map.entry("semaphore", LOCK),
                    Map.entry("join", OTHERS),
                    Map.entry("result", OTHERS),
                    Map.entry("process", OTHERS),
                    Map.entry("latch", OTHERS),
                    Map.entry("barrier", OTHERS),
                    Map.entry("event", OTHERS),
                    Map.entry("condition", OTHERS),
                    Map.entry("exchanger", OTHERS),
                    Map.entry("queue", DATA),
                    Map.entry("channel", DATA),
                    Map.entry("pipe", DATA),
                    Map.entry("input", DATA));

    private final String label;
    private final int colour;

    State(String label, int colour) {
        this.label = label;
        this.colour = colour;
    }

    static State of(String reason) {
        return BY_REASON.getOrDefault(reason, WAITING);
    }

    String label() {
        return label;
    }

    int colour() {
        return colour;
    }

    /// Tells whether something waits in it that could run.
    boolean isWait() {
        return switch (this) {
            case SLEEPING, LOCK, OTHERS, DATA, WAITING -> true;
            case RUNNING, PROGRAM, STARTING, QUEUED -> false;
        };
    }
}
