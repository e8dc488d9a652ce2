package io.heddle.testkit;

import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.internal.memory.WithoutSlices;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// The other party is a child process. A ring that is missing is not made up for.
@Tag("slow")
@ExtendWith(WithoutSlices.class)
class SharedWithAChildTest {

    private static final class Child implements Elsewhere {
        @Override
        public <T> Strand<T> start(Task<T> task) {
            return ShortLife.strand().jvmArgs(WithoutSlices.JVM_ARGUMENT).start(task);
        }
    }

    @Nested
    class Barriers extends SharedBarrierContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }

    @Nested
    class References extends SharedReferenceContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }

    @Nested
    class Arrays extends SharedArrayContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
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

    @Nested
    class Queues extends SharedQueueContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }

    @Nested
    class Names extends SharedNamesContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }

    @Nested
    class Pipes extends PipeContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }

    @Nested
    class Fairness extends SharedFairnessContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }

    @Nested
    class DeadlockSearch extends SharedDeadlockContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }
}
