package io.heddle.spi;

import io.heddle.StrandStatus;

/// Says in the words of [StrandStatus] what a thread is doing.
public final class ThreadStatus {

    private ThreadStatus() {}

    /// Translates the state of a thread. A JVM does not tell apart a thread on a processor from one
    /// that waits for a processor; both are RUNNING here.
    ///
    /// @param thread the thread
    /// @return what it is doing
    public static StrandStatus of(Thread thread) {
        return switch (thread.getState()) {
            case NEW -> StrandStatus.NEW;
            case RUNNABLE -> StrandStatus.RUNNING;
            case BLOCKED, WAITING, TIMED_WAITING -> StrandStatus.WAITING;
            case TERMINATED -> StrandStatus.ENDED;
        };
    }
}
