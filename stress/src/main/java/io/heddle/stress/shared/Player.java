package io.heddle.stress.shared;

import io.heddle.Action;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A child that plays every act at once, until the play is over or it is killed. Each second thread is a
/// virtual one.
///
/// @param programme what is played
/// @param file the stage
/// @param process which of the processes it is
/// @param seed what its dice decide
record Player(Programme programme, String file, int process, long seed) implements Action {

    @Override
    public void act() throws IOException, InterruptedException {
        Stage stage = Stage.open(Path.of(file));
        SplittableRandom dice = new SplittableRandom(seed);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < programme.acts().size(); i++) {
            Act act = programme.acts().get(i);
            for (int number = 0; number < act.threads(); number++) {
                long pid = ProcessHandle.current().pid();
                Seat seat = programme.seat(stage, process, i, number, pid, dice);
                threads.add(start(act, seat, threads.size() % 2 == 1));
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static Thread start(Act act, Seat seat, boolean virtual) {
        Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        return builder.name("storm-" + act.title() + "-" + seat.id())
                .start(() -> playOn(act, seat));
    }

    private static void playOn(Act act, Seat seat) {
        Stage stage = seat.act().stage();
        seat.row().occupy(Seat.pidOf(seat.id()));
        try {
            while (!stage.isOver()) {
                seat.row().begin();
                act.play(seat);
                seat.row().end();
                seat.breathe();
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            seat.fault(Fault.CORRUPT, act.title() + " failed: " + Texts.ofFailure(e));
        } finally {
            seat.row().occupy(0);
        }
    }
}
