package io.heddle.testkit;

import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.internal.memory.WithoutSlices;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/// Both parties are threads of one participant. A ring that is missing is not made up for.
@ExtendWith(WithoutSlices.class)
class SharedInOneProcessTest {

    private static final class Neighbour implements Elsewhere {
        @Override
        public <T> Strand<T> start(Task<T> task) {
            return Strand.ofThread().start(task);
        }
    }

    @Nested
    class Barriers extends SharedBarrierContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Neighbour();
        }
    }

    @Nested
    class References extends SharedReferenceContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Neighbour();
        }
    }

    @Nested
    class Arrays extends SharedArrayContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Neighbour();
        }
    }

    @Nested
    class Semaphores extends SharedSemaphoreContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Neighbour();
        }
    }

    @Nested
    class Signals extends SharedSignalsContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Neighbour();
        }
    }

    @Nested
    class Locks extends SharedLockContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Neighbour();
        }
    }

    @Nested
    class Queues extends SharedQueueContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Neighbour();
        }
    }

    @Nested
    class Names extends SharedNamesContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Neighbour();
        }
    }

    @Nested
    class Pipes extends PipeContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Neighbour();
        }

        @Override
        protected boolean isSameProcess() {
            return true;
        }
    }

    @Nested
    class Fairness extends SharedFairnessContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Neighbour();
        }
    }

    @Nested
    class DeadlockSearch extends SharedDeadlockContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Neighbour();
        }
    }
}
