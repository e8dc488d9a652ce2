package io.heddle.examples.tour.thread;

import io.heddle.Action;
import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.Deadlock;
import io.heddle.shared.DeadlockException;
import io.heddle.shared.Deadlocks;
import io.heddle.shared.SharedBarrier;
import io.heddle.shared.SharedLatch;
import io.heddle.shared.SharedLock;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Two locks, taken in opposite order.
@Shows(
        id = "lock.deadlock",
        title = "Threads, coroutines and processes that wait for each other are found and named",
        python =
                "Two threads that acquire two locks in opposite order hang, and nothing is said. Here one of"
                        + " them gets an exception that says who holds what and who waits for what, gives its lock"
                        + " back, and the other one goes on.")
public final class DeadlocksAreNamed implements Program {

    /// How one of two is started: as a thread, a coroutine or a process.
    @FunctionalInterface
    private interface Starter {
        Strand<?> start(String name, Action action);
    }

    @Override
    public void run(Stage stage) throws Exception {
        dine(stage, "threads", (name, action) -> Strand.ofThread().name(name).start(action));
        dine(stage, "coroutines", (name, action) -> Strand.ofCoroutine().name(name).start(action));
        dine(stage, "processes", (name, action) -> Strand.ofProcess().name(name).start(action));
    }

    private static void dine(Stage stage, String kind, Starter starter) throws Exception {
        SharedLock fork = SharedLock.create(); // works among threads and among processes
        SharedLock spoon = SharedLock.create();
        SharedBarrier bothHaveOne = SharedBarrier.create(2);
        SharedLatch heard = SharedLatch.create(1);
        Strand<?> left = starter.start("left", () -> eat(fork, spoon, bothHaveOne, heard));
        Strand<?> right = starter.start("right", () -> eat(spoon, fork, bothHaveOne, heard));
        left.join();
        right.join();

        List<Strand<?>> failed =
                Stream.of(left, right).filter(s -> s.state() == Strand.State.FAILED).toList();
        stage.equal(1, failed.size(), kind + ": one gives way, and the other one eats");
        Throwable why = failed.getFirst().exceptionNow();
        stage.check(why instanceof DeadlockException, kind + ": its exception says why");
        stage.becomes(kind + ": whoever listens is told", () -> heard.getCount() == 0);

        Deadlock deadlock = ((DeadlockException) why).deadlock();
        stage.equal(2, deadlock.members().size(), kind + ": members of the deadlock");
        for (Deadlock.Member member : deadlock.members()) {
            stage.say("%s: %s", kind, member);
            boolean isLeft = member.thread().equals("left");
            stage.check(
                    isNamed(isLeft ? fork : spoon, member.held())
                            && isNamed(isLeft ? spoon : fork, member.wanted()),
                    kind
                            + (isLeft
                                    ? ": left has fork, wants spoon"
                                    : ": right has spoon, wants fork"));
        }
    }

    private static boolean isNamed(SharedLock lock, String name) {
        return lock.toString().contains("@" + name + "[");
    }

    private static void eat(
            SharedLock first, SharedLock second, SharedBarrier bothHaveOne, SharedLatch heard)
            throws Exception {
        Consumer<Deadlock> listener = deadlock -> heard.countDown();
        Deadlocks.onDetected(listener); // it would be logged if nobody listened
        first.lockInterruptibly();
        try {
            var _ = bothHaveOne.await(); // so that it happens at every run
            second.lockInterruptibly();
            second.unlock();
        } finally {
            first.unlock();
            Deadlocks.forget(listener);
        }
    }
}
