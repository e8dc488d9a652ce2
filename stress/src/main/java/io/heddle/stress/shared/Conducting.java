package io.heddle.stress.shared;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The threads of the storm's own process that conduct acts, until no player is left.
final class Conducting {

    private final List<Thread> threads = new ArrayList<>();

    private volatile boolean over;

    /// Something that a thread does.
    @FunctionalInterface
    interface Work {
        /// Does it.
        void run() throws InterruptedException;
    }

    Conducting(Programme programme, Stage stage, Company company, SplittableRandom dice) {
        long pid = ProcessHandle.current().pid();
        for (int i = 0; i < programme.acts().size(); i++) {
            Act act = programme.acts().get(i);
            if (act.isConducted()) {
                Seat seat = programme.conductor(stage, i, pid, dice);
                Rows rows = programme.rows(stage, i, company::lives);
                threads.add(start("storm-conductor-" + i, () -> conduct(act, seat, rows)));
            }
        }
    }

    private void conduct(Act act, Seat seat, Rows rows) throws InterruptedException {
        seat.row().occupy(Seat.pidOf(seat.id()));
        try {
            while (!over) {
                seat.row().begin();
                act.conduct(seat, rows);
                seat.row().end();
            }
        } catch (RuntimeException | Error e) {
            seat.fault(Fault.CORRUPT, act.title() + " failed: " + Texts.ofFailure(e));
        } finally {
            seat.row().occupy(0);
        }
    }

    /// Starts a thread that an interrupt ends.
    static Thread start(String name, Work work) {
        return Thread.ofPlatform()
                .daemon()
                .name(name)
                .start(() -> {
                    try {
                        work.run();
                    } catch (InterruptedException e) {
                        // that is how it ends
                    }
                });
    }

    /// Ends them. All must have left when this returns, since the stage goes next.
    void end(Duration patience, Tally tally) throws InterruptedException {
        over = true;
        for (Thread thread : threads) {
            if (!thread.join(patience)) {
                tally.fault(Fault.HANG, "a conductor does not come to an end: " + thread.getName());
                thread.interrupt();
                thread.join();
            }
        }
    }
}
