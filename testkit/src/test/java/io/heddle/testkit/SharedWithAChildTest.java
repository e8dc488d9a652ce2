package io.heddle.testkit;

import io.heddle.Strand;
import io.heddle.Task;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/// The other party is a child process.
@Tag("slow")
class SharedWithAChildTest {

    private static final class Child implements Elsewhere {
        @Override
        public <T> Strand<T> start(Task<T> task) {
            return Strand.ofProcess().start(task);
        }
    }

    @Nested
    class Semaphores extends SharedSemaphoreContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }

    @Nested
    class Signals extends SharedSignalsContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }

    @Nested
    class Locks extends SharedLockContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }
}
