package io.heddle.command;

import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// SYNC room-for-output: when there is room again, somebody has asked for more. The room is guarded by a lock, what
/// the reader wants is a word of the kind that a selection key has.
@JCStressTest
@Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "more is wanted")
@Outcome(expect = Expect.FORBIDDEN, desc = "room, and nobody reads")
@State
public class RoomForOutputStress {

    private final ReentrantLock lock = new ReentrantLock();
    private int bytes = 1;
    private volatile int wanted = 1;

    @Actor
    public void take() {
        lock.lock();
        try {
            bytes = 0;
        } finally {
            lock.unlock();
        }
        wanted = 1;
    }

    @Actor
    public void read() {
        if (!isFull()) {
            return;
        }
        wanted = 0;
        if (!isFull()) {
            wanted = 1;
        }
    }

    private boolean isFull() {
        lock.lock();
        try {
            return bytes > 0;
        } finally {
            lock.unlock();
        }
    }

    @Arbiter
    public void look(I_Result result) {
        result.r1 = wanted;
    }
}
