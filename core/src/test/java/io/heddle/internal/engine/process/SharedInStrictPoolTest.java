package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.heddle.TaskPool;
import io.heddle.TaskSerializationException;
import io.heddle.shared.Connection;
import io.heddle.shared.Pipe;
import io.heddle.shared.SharedArray;
import io.heddle.shared.SharedBarrier;
import io.heddle.shared.SharedCondition;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedMemory;
import io.heddle.shared.SharedQueue;
import io.heddle.shared.SharedReference;
import io.heddle.shared.SharedSemaphore;
import java.io.Serializable;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A pool with a list of types lets shared objects through if one entry says so, and says which.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class SharedInStrictPoolTest {

    private static final String OWN = SharedInStrictPoolTest.class.getName();

    private static TaskPool open(String... more) {
        return TaskPool.ofProcesses().workers(1).allowOnly(OWN).allowOnly(more).build();
    }

    @Test
    void refusalNamesTheOneEntryThatLetsSharedObjectsThrough() throws Exception {
        SharedLong number = SharedLong.create(1);
        SharedCondition condition = SharedLock.create().newCondition();
        try (TaskPool pool = open();
                Pipe<String> pipe = Pipe.open()) {
            for (Serializable shared : List.of(number, condition, pipe, pipe.left())) {
                assertThat(failureOf(pool.submit(() -> shared)))
                        .as("%s", shared)
                        .isInstanceOf(TaskSerializationException.class)
                        .hasMessageContaining("not on the pool's list of types")
                        .hasMessageContaining("it stands for a shared object")
                        .hasMessageContaining("allowOnly(\"io.heddle.shared.*\")")
                        .hasMessageNotContaining("io.heddle.internal");
            }
        }
    }

    @Test
    void oneEntryLetsAllSharedObjectsThroughBothWays() throws Exception {
        SharedLock lock = SharedLock.create();
        try (TaskPool pool = open("io.heddle.shared.*");
                SharedMemory memory = SharedMemory.create(8);
                Pipe<String> pipe = Pipe.open()) {
            List<Serializable> all =
                    List.of(
                            lock,
                            lock.newCondition(),
                            SharedSemaphore.create(1),
                            SharedBarrier.create(1),
                            SharedReference.create("value"),
                            SharedArray.ofLongs(2),
                            SharedQueue.create(1),
                            memory,
                            pipe,
                            pipe.right());
            for (Serializable shared : all) {
                assertThat(pool.submit(() -> shared).get()).isSameAs(shared);
            }
        }
    }

    @Test
    void whatComesThroughAQueueOrAPipeIsHeldAgainstTheListInTheWorker() throws Exception {
        SharedQueue<Object> queue = SharedQueue.create(2);
        try (TaskPool pool = open("io.heddle.shared.*");
                Pipe<Object> pipe = Pipe.open()) {
            queue.put(Unlisted.STRANGER);
            assertRefused(failureOf(pool.submit(() -> "read " + queue.take())));
            queue.put("listed");
            assertThat(pool.submit(() -> queue.take()).get()).isEqualTo("listed");

            pipe.left().send(Unlisted.STRANGER);
            assertRefused(failureOf(pool.submit(() -> "read " + pipe.right().receive())));
            pipe.left().send("listed");
            assertThat(pool.submit(() -> pipe.right().receive()).get()).isEqualTo("listed");
        }
    }

    @Test
    void whatAWorkerPutsIsHeldAgainstTheListWhereTheQueueArrives() throws Exception {
        try (TaskPool pool = open("io.heddle.shared.*")) {
            SharedQueue<Object> made = pool.submit(() -> strangerIn(SharedQueue.create(2))).get();
            assertRefused(catchThrowable(made::peek));
            assertRefused(catchThrowable(() -> made.iterator().next()));
            assertRefused(catchThrowable(made::take));
            assertThat(made).isEmpty();
        }
    }

    private static SharedQueue<Object> strangerIn(SharedQueue<Object> queue)
            throws InterruptedException {
        queue.put(Unlisted.STRANGER);
        return queue;
    }

    @Test
    void whoMakesAQueueOrAPipeSaysWhatIsReadThere() throws Exception {
        SharedQueue<Object> queue = SharedQueue.<Object>create(2).allowOnly(OWN);
        strangerIn(queue);
        assertThat(queue).hasToString("SharedQueue[elements=1, unreadable here]");
        assertRefused(catchThrowable(queue::take));
        queue.put(List.of("listed"));
        assertThat(queue.take()).isEqualTo(List.of("listed"));
        try (Pipe<Object> pipe = Pipe.open()) {
            Connection<Object> guarded = pipe.left().allowOnly(OWN);
            pipe.right().send(Unlisted.STRANGER);
            pipe.right().send("listed");
            assertRefused(catchThrowable(guarded::receive));
            assertThat(guarded.receive()).isEqualTo("listed");
            guarded.send(Unlisted.STRANGER);
            assertThat(pipe.right().receive()).isEqualTo(Unlisted.STRANGER);
        }
    }

    private static void assertRefused(Throwable refusal) {
        assertThat(refusal)
                .hasMessageContaining("not on the pool's list of types")
                .hasMessageContaining("Unlisted");
    }

    private enum Unlisted {
        STRANGER
    }
}
