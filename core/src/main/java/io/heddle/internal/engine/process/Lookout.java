package io.heddle.internal.engine.process;

import io.heddle.internal.wire.Frame;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import java.time.Duration;

/// Notices workers that take no notice any more: stopped by a signal, or caught in their own end.
///
/// A worker with a task that it does not begin is asked whether it is there; the thread that answers is
/// never busy. If it stays silent, others get what it has not begun, and another takes its place. It may be
/// alive: what it has begun is left to it, and it is never robbed of that ([Dispatch#revoke]). So a wrong
/// judgement, of a worker that had no processor for long, costs a process and nothing else.
///
/// Looks are counted and not seconds, since a machine that was suspended wakes parent and workers together.
/// Guarded by the pool's lock.
final class Lookout {

    private static final Duration PERIOD = Duration.ofSeconds(1);
    private static final int MOST_SILENT_LOOKS = 5;

    private final PoolLock lock;
    private final Crew crew;
    private final Dispatch dispatch;
    private final WorkerLives lives;

    /// Whether the clock will look.
    private boolean looking;

    Lookout(PoolLock lock, Crew crew, Dispatch dispatch, WorkerLives lives) {
        this.lock = lock;
        this.crew = crew;
        this.dispatch = dispatch;
        this.lives = lives;
    }

    /// A worker was given a task.
    void taskGiven() {
        if (!looking) {
            looking = true;
            Clock.schedule(Deadline.in(PERIOD), this::look);
        }
    }

    private void look() {
        lock.change(() -> {
            looking = false;
            for (PoolWorker worker : crew.all(each -> each.isActive() && each.load() > 0)) {
                taskGiven();
                examine(worker);
            }
        });
        lives.failQueuedIfUnavailable(); // nobody may be left for what was taken back
    }

    private void examine(PoolWorker worker) {
        if (!worker.hasUnbegun()) {
            worker.heard(); // it may run for as long as it likes
            return;
        }
        int looks = worker.silent();
        if (looks > MOST_SILENT_LOOKS) {
            giveUp(worker);
        } else if (looks > 1) {
            worker.child().sendControl(Frame.of(Frame.Type.PROBE, false, 0, 0));
        }
    }

    private void giveUp(PoolWorker worker) {
        dispatch.revoke(worker);
        crew.setEnding(worker);
        PoolLog.warn(
                "a worker does not answer, another takes its place: worker=%s pid=%d running=%d"
                        .formatted(worker.name(), worker.child().pid(), worker.load()));
        if (worker.load() == 0) {
            worker.child().kill("it did not answer, and ran nothing");
        }
        lives.staffing().adjust();
    }
}
