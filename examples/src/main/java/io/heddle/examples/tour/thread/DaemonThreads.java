package io.heddle.examples.tour.thread;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/// Threads for which nobody waits.
@Shows(
        id = "thread.daemon",
        title =
                "A program ends with its main thread, whatever its daemon threads do, and waits for others",
        python =
                "Thread(daemon=True), the older setDaemon, or the attribute daemon. Here: daemon(true) of a"
                        + " strand, daemon() of the JDK's builder, setDaemon of a Thread. Coroutines always are.")
public final class DaemonThreads implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        SharedLong rounds = SharedLong.create(0);
        SharedLong waitedFor = SharedLong.create(0);
        ProcessStrand<Boolean> program = // a program of its own, which is to end
                Strand.ofProcess().start(() -> main(stage, rounds, waitedFor));

        stage.check(program.get(), "all three are daemons");
        program.join();
        stage.equal(0, program.exitCode().orElseThrow(), "exit code of the program");
        stage.equal(3L, waitedFor.get(), "rounds of the thread that is no daemon");
        long atTheEnd = rounds.get();
        stage.pause(2);
        stage.equal(atTheEnd, rounds.get(), "rounds of the daemons, then and a moment later");
    }

    private static boolean main(Stage stage, SharedLong rounds, SharedLong waitedFor)
            throws InterruptedException {
        CountDownLatch all = new CountDownLatch(3);
        Strand<?> strand = Strand.ofThread().daemon(true).start(() -> goOn(stage, rounds, all));
        Thread built = Thread.ofPlatform().daemon().start(() -> goOn(stage, rounds, all));
        Thread plain = new Thread(() -> goOn(stage, rounds, all));
        plain.setDaemon(true);
        plain.start();
        Strand<?> other =
                Strand.ofThread()
                        .start(() -> {
                            for (int i = 1; i <= 3; i++) {
                                stage.pause(0.5);
                                stage.say("no daemon: %d of 3", waitedFor.incrementAndGet());
                            }
                        });
        all.await();
        stage.say("main ends, %s goes on", other.name());
        return strand.isDaemon() && built.isDaemon() && plain.isDaemon() && !other.isDaemon();
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static void goOn(Stage stage, SharedLong rounds, CountDownLatch all) {
        stage.say("daemon %s is at it", Thread.currentThread().getName());
        while (true) {
            rounds.incrementAndGet();
            all.countDown();
            LockSupport.parkNanos(1_000_000);
        }
    }
}
