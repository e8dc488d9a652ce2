package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Signals;
import io.heddle.manager.Manager;
import io.heddle.manager.ManagerSilentException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Callers of a manager that are interrupted again and again, or stopped for a while.
@Tag("slow")
class ManagerCallersTest {

    private static final long LIMIT_MILLIS = 500;
    private static final int ELEMENTS = 300;

    private static Manager manager;

    @TempDir Path folder;

    @BeforeAll
    static void start() {
        manager =
                Manager.builder()
                        .name("called")
                        .process(ShortLife.strand())
                        .silenceLimit(Duration.ofMillis(LIMIT_MILLIS))
                        .start();
    }

    @AfterAll
    static void close() throws InterruptedException {
        manager.close();
        Leftovers.awaitNone();
    }

    /// Something that a thread does until it is told not to.
    private interface Step {
        boolean more() throws InterruptedException;
    }

    /// Runs it to its end while it is interrupted all the time.
    private static void interruptAllTheTime(Step step) throws Exception {
        FutureTask<Boolean> task =
                new FutureTask<>(() -> {
                    boolean more = true;
                    while (more) {
                        try {
                            more = step.more();
                        } catch (InterruptedException e) {
                            more = true;
                        }
                    }
                    return true;
                });
        Thread thread = Thread.ofPlatform().start(task);
        for (int i = 0; !task.isDone(); i++) {
            thread.interrupt();
            LockSupport.parkNanos(20_000L + i % 17 * 20_000L); // before, during and after a call
        }
        assertThat(task.get()).isTrue();
        thread.join();
    }

    @Test
    void interruptedTakesLoseNoElementAndMakeNoneTwice() throws Exception {
        BlockingQueue<Integer> queue = manager.queue();
        List<Integer> all = IntStream.range(0, ELEMENTS).boxed().toList();
        queue.addAll(all);
        List<Integer> taken = Collections.synchronizedList(new ArrayList<>());
        interruptAllTheTime(() -> {
            taken.add(queue.take());
            return taken.size() < ELEMENTS;
        });
        assertThat(taken).containsExactlyInAnyOrderElementsOf(all);
        assertThat(queue).isEmpty();
    }

    @Test
    void elementWhosePutWasInterruptedIsNotInTheQueue() throws Exception {
        BlockingQueue<Integer> queue = manager.queue();
        List<Integer> put = Collections.synchronizedList(new ArrayList<>());
        int[] next = {0};
        interruptAllTheTime(() -> {
            int element = next[0]++;
            queue.put(element);
            put.add(element);
            return put.size() < ELEMENTS;
        });
        Eventually.holds("the others are gone", () -> List.copyOf(queue).equals(put));
    }

    @Test
    void callerThatWasStoppedForLongDoesNotTakeThatForSilenceOfTheManager() throws Exception {
        Marks marks = Marks.in(folder);
        BlockingQueue<String> queue = manager.queue();
        BlockingQueue<String> nothing = manager.queue();
        ProcessStrand<String> child =
                ShortLife.strand()
                        .start(() -> {
                            var _ = queue.size(); // it is connected
                            marks.set("takes");
                            try {
                                return queue.take();
                            } catch (ManagerSilentException e) {
                                return e.getMessage();
                            }
                        });
        marks.await("takes");
        assertThat(nothing.poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS)).isNull(); // it waits
        Standstill.of(child);
        assertThat(nothing.poll(2 * LIMIT_MILLIS, TimeUnit.MILLISECONDS)).isNull();
        Signals.send(child.pid(), Signal.CONT);
        assertThat(nothing.poll(LIMIT_MILLIS / 2, TimeUnit.MILLISECONDS)).isNull();
        queue.put("not lost");
        assertThat(child.get()).isEqualTo("not lost");
        child.join();
    }
}
