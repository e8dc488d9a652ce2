package io.heddle.examples;

import io.heddle.Strand;
import io.heddle.coroutine.TrackedQueue;
import io.heddle.shared.Deadlocks;
import io.heddle.shared.HeddleLock;
import io.heddle.shared.LockInversion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What threads and coroutines of one process do together.
public final class ThreadsByExample {

    private static final int LIMIT_SECONDS = 20;

    private ThreadsByExample() {}

    /// Runs them all.
    ///
    /// @param arguments none are looked at
    /// @throws Exception if one of the examples fails
    public static void main(String[] arguments) throws Exception {
        System.out.println(later());
        System.out.println("eaten: " + eaten());
        System.out.println(inDifferentOrders());
    }

    static String later() throws InterruptedException, ExecutionException {
        // tag::later[]
        Strand<String> tea =
                Strand.ofThread().name("tea").delay(Duration.ofMillis(100)).start(() -> "ready");

        List<Strand<?>> alive = Strand.active(); // tea among them: it waits for its time
        tea.cancel(false); // would call it off until then
        // end::later[]
        tea.join();
        Strand<String> soon = Strand.ofThread().delay(Duration.ofMillis(1)).start(() -> "ready");
        return (alive.contains(tea) ? "waits, " : "") + tea.state() + ", " + soon.get();
    }

    static List<String> eaten() throws InterruptedException {
        List<String> eaten = Collections.synchronizedList(new ArrayList<>());
        // tag::tracked[]
        TrackedQueue<String> buns = TrackedQueue.bounded(10);
        Strand<?> eater =
                Strand.ofThread()
                        .daemon(true)
                        .start(() -> {
                            while (true) {
                                eaten.add(buns.take());
                                buns.taskDone();
                            }
                        });
        for (int i = 0; i < 20; i++) {
            buns.put("bun " + i); // waits while there are ten
        }
        buns.join(); // until each one has been eaten
        // end::tracked[]
        eater.cancel(true);
        eater.join();
        return eaten;
    }

    static @Nullable LockInversion inDifferentOrders() throws InterruptedException {
        BlockingQueue<LockInversion> told = new LinkedBlockingQueue<>();
        Consumer<LockInversion> listener = told::add;
        Deadlocks.onInversion(listener);
        try {
            // tag::order[]
            HeddleLock spoon = HeddleLock.create("spoon");
            HeddleLock fork = HeddleLock.create("fork");
            takeBoth(spoon, fork);
            takeBoth(fork, spoon); // reported, though nothing hangs: two threads might
            // end::order[]
            return told.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        } finally {
            Deadlocks.forgetInversion(listener);
        }
    }

    private static void takeBoth(HeddleLock outer, HeddleLock inner) {
        outer.lock();
        try {
            takeOne(inner);
        } finally {
            outer.unlock();
        }
    }

    private static void takeOne(HeddleLock lock) {
        lock.lock();
        try {
            Thread.onSpinWait();
        } finally {
            lock.unlock();
        }
    }
}
