package io.heddle.stress.shared;

import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/// A barrier between processes, as far as acts use it. Tests put others in, with defects.
interface Meeting extends Serializable {

    int await() throws InterruptedException, BrokenBarrierException;

    int await(Duration limit) throws InterruptedException, BrokenBarrierException, TimeoutException;

    boolean isBroken();

    void reset();

    /// How often its action was run.
    long rounds();
}
