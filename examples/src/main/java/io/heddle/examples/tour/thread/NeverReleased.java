package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.ForsakenLockException;
import io.heddle.shared.HeddleLock;

/// A lock that nobody will ever release.
@Shows(
        id = "lock.never-released",
        title = "A thread ends without releasing its lock, and whoever waits is told so",
        python =
                "lock.acquire without lock.release: the next acquire waits for ever and says nothing. A"
                        + " HeddleLock knows its holder and throws; one of java.util.concurrent would wait as well.")
public final class NeverReleased implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        HeddleLock till = HeddleLock.create("till");
        Strand<?> careless =
                Strand.ofThread()
                        .name("careless")
                        .start(() -> {
                            till.lock();
                            stage.say("careless: I have the lock, and go home");
                        });
        careless.join();
        stage.check(till.isLocked(), "the lock is held though its holder has ended");

        Strand<?> waiter = Strand.ofThread().name("waiter").start(() -> till.lock());
        waiter.join();
        Throwable told = waiter.exceptionNow();
        stage.say("waiter: %s", told.getMessage());
        stage.check(told instanceof ForsakenLockException, "the one who waits is told");
        stage.check(told.toString().contains("lock=till"), "which lock it is");
        stage.check(told.toString().contains("holder=careless"), "who held it");
    }
}
