package io.heddle.testkit;

import io.heddle.internal.memory.SecondSite;
import io.heddle.internal.memory.WithoutSlices;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/// The parties are two participants within this process: they share bytes and nothing else. A
/// ring that is missing is not made up for.
@ExtendWith(WithoutSlices.class)
class SharedByTwoParticipantsTest {

    private static SecondSite second;

    @BeforeAll
    static void join() {
        second = new SecondSite();
    }

    @AfterAll
    static void leave() {
        second.close();
    }

    @Nested
    class Barriers extends SharedBarrierContract {
        @Override
        protected Elsewhere elsewhere() {
            return second;
        }
    }

    @Nested
    class References extends SharedReferenceContract {
        @Override
        protected Elsewhere elsewhere() {
            return second;
        }
    }

    @Nested
    class Arrays extends SharedArrayContract {
        @Override
        protected Elsewhere elsewhere() {
            return second;
        }
    }

    @Nested
    class Semaphores extends SharedSemaphoreContract {
        @Override
        protected Elsewhere elsewhere() {
            return second;
        }
    }

    @Nested
    class Signals extends SharedSignalsContract {
        @Override
        protected Elsewhere elsewhere() {
            return second;
        }
    }

    @Nested
    class Locks extends SharedLockContract {
        @Override
        protected Elsewhere elsewhere() {
            return second;
        }
    }

    @Nested
    class Queues extends SharedQueueContract {
        @Override
        protected Elsewhere elsewhere() {
            return second;
        }
    }

    @Nested
    class Names extends SharedNamesContract {
        @Override
        protected Elsewhere elsewhere() {
            return second;
        }
    }

    @Nested
    class Pipes extends PipeContract {
        @Override
        protected Elsewhere elsewhere() {
            return second;
        }
    }

    @Nested
    class Fairness extends SharedFairnessContract {
        @Override
        protected Elsewhere elsewhere() {
            return second;
        }
    }

    @Nested
    class DeadlockSearch extends SharedDeadlockContract {
        @Override
        protected Elsewhere elsewhere() {
            return second;
        }
    }
}
