package io.heddle.stress.shared;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// One thread of one process that plays one act.
///
/// @param act the words of its act
/// @param row its own words
/// @param process which of the processes it is in
/// @param number which of the threads of this process in this act it is
/// @param id who it is; another one for each seat and process
/// @param dice decides what it does; of its thread alone
record Seat(Words act, Row row, int process, int number, long id, SplittableRandom dice) {

    /// How many seats all processes have at most.
    static final int MOST = 1000;

    private static final int LONGEST_BREATH_MICROS = 30_000;

    static long idOf(long pid, long seat) {
        return pid * MOST + seat;
    }

    static long pidOf(long id) {
        return id / MOST;
    }

    boolean oneIn(int times) {
        return dice.nextInt(times) == 0;
    }

    /// Lets time pass: mostly none, sometimes enough for others to come.
    @SuppressWarnings("ThreadPriorityCheck") // they are to come just here
    void linger() throws InterruptedException {
        int ticket = dice.nextInt(64);
        if (ticket == 0) {
            TimeUnit.MICROSECONDS.sleep(dice.nextInt(3_000));
        } else if (ticket < 8) {
            Thread.yield();
        }
    }

    /// Leaves the processors to others, between two plays: if every seat wanted one all the time, each would wait
    /// so long for its turn that everybody would be suspected, and nobody killed.
    void breathe() throws InterruptedException {
        if (oneIn(4)) {
            TimeUnit.MICROSECONDS.sleep(dice.nextInt(LONGEST_BREATH_MICROS));
        }
    }

    void rest(int micros) {
        LockSupport.parkNanos(micros * 1_000L);
    }

    void fault(Fault fault, String text) {
        act.stage().fault(fault, text + " seat=" + id);
    }
}
