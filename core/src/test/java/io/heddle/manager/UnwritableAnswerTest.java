package io.heddle.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.HeddleException;
import io.heddle.RemoteTaskException;
import io.heddle.TaskSerializationException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whoever calls learns of it if a call or its outcome cannot be read or written, in whatever way that fails.
@Tag("slow")
class UnwritableAnswerTest {

    private static Manager manager;

    @BeforeAll
    static void start() {
        manager = Manager.start();
    }

    @AfterAll
    static void close() {
        manager.close();
    }

    /// Fails as an array does that would be longer than any array: with an error that no codec turns into an exception.
    private static final class TooLong implements Serializable {
        @Serial private static final long serialVersionUID = 1L;

        private final long home = ProcessHandle.current().pid();
        private final boolean alsoToRead;

        TooLong(boolean alsoToRead) {
            this.alsoToRead = alsoToRead;
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            failElsewhere(true);
            out.defaultWriteObject();
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            failElsewhere(alsoToRead);
        }

        private void failElsewhere(boolean fails) {
            if (fails && home != ProcessHandle.current().pid()) {
                throw new OutOfMemoryError("Required length exceeds implementation limit");
            }
        }
    }

    @Test
    void resultThatEndsInAnErrorWhenItIsWrittenIsReportedAndTheElementIsStillThere()
            throws Exception {
        BlockingQueue<Object> queue = manager.queue();
        queue.put(new TooLong(false));
        queue.put("behind it");
        assertThatThrownBy(queue::take)
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("cannot leave the manager")
                .hasMessageContaining("Required length");
        assertThatThrownBy(queue::peek).isInstanceOf(TaskSerializationException.class);
        assertThat(queue.size()).isEqualTo(2);
    }

    @Test
    void callThatEndsInAnErrorWhenItIsReadIsReported() throws Exception {
        BlockingQueue<Object> queue = manager.queue();
        assertThatThrownBy(() -> queue.put(new TooLong(true)))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("could not be read by the manager")
                .hasMessageContaining("Required length");
        assertThat(queue.size()).isZero();
    }

    /// One that cannot travel.
    private static final class Stuck extends Exception {
        @Serial private static final long serialVersionUID = 1L;

        @SuppressWarnings({"serial", "UnusedVariable"}) // that it cannot be serialized is the point
        private final Object anchor = new Object();

        Stuck() {
            super("no shelf");
        }
    }

    @Test
    void makerWhoseExceptionCannotTravelSaysAllTheSameWhatCouldNotBeMade() {
        assertThatThrownBy(() ->
                        manager.share(
                                CharSequence.class,
                                () -> {
                                    throw new Stuck();
                                }))
                .isExactlyInstanceOf(HeddleException.class)
                .hasMessageContaining("java.lang.CharSequence")
                .cause()
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("no shelf");
    }

    @Test
    void whoWaitsInAReleasedQueueIsTold() throws Exception {
        BlockingQueue<String> full = manager.queue(1);
        full.put("a");
        FutureTask<Boolean> task = new FutureTask<>(() -> full.offer("b", 1, TimeUnit.DAYS));
        Thread.startVirtualThread(task);
        assertThat(manager.release(full)).isTrue();
        assertThatThrownBy(task::get)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the object was released: manager=");
    }
}
