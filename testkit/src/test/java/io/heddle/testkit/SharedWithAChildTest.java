package io.heddle.testkit;

import io.heddle.internal.memory.WithoutSlices;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// The other party is a child process. A ring that is missing is not made up for.
@Tag("slow")
@ExtendWith(WithoutSlices.class)
class SharedWithAChildTest {

    private static Hosts hosts;

    @BeforeAll
    static void open() {
        hosts = new Hosts(ShortLife.jvmArgumentsAnd(WithoutSlices.JVM_ARGUMENT));
    }

    @AfterAll
    static void close() {
        hosts.close();
    }

    @Nested
    class Barriers extends SharedBarrierContract {
        @Override
        protected Elsewhere elsewhere() {
            return hosts;
        }
    }

    @Nested
    class References extends SharedReferenceContract {
        @Override
        protected Elsewhere elsewhere() {
            return hosts;
        }
    }

    @Nested
    class Arrays extends SharedArrayContract {
        @Override
        protected Elsewhere elsewhere() {
            return hosts;
        }
    }

    @Nested
    class Semaphores extends SharedSemaphoreContract {
        @Override
        protected Elsewhere elsewhere() {
            return hosts;
        }
    }

    @Nested
    class Signals extends SharedSignalsContract {
        @Override
        protected Elsewhere elsewhere() {
            return hosts;
        }
    }

    @Nested
    class Locks extends SharedLockContract {
        @Override
        protected Elsewhere elsewhere() {
            return hosts;
        }
    }

    @Nested
    class Queues extends SharedQueueContract {
        @Override
        protected Elsewhere elsewhere() {
            return hosts;
        }
    }

    @Nested
    class Names extends SharedNamesContract {
        @Override
        protected Elsewhere elsewhere() {
            return hosts;
        }
    }

    @Nested
    class Pipes extends PipeContract {
        @Override
        protected Elsewhere elsewhere() {
            return hosts;
        }
    }

    @Nested
    class Fairness extends SharedFairnessContract {
        @Override
        protected Elsewhere elsewhere() {
            return hosts;
        }
    }

    @Nested
    class DeadlockSearch extends SharedDeadlockContract {
        @Override
        protected Elsewhere elsewhere() {
            return hosts;
        }
    }
}
