package io.heddle.testkit;

import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.internal.memory.WithoutSlices;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/// The other party is a child process that may call native code; this one may not. They must understand
/// each other. A ring that is missing is not made up for.
@Tag("slow")
@ExtendWith(WithoutSlices.class)
class SharedWithANativeChildTest {

    private static final String[] JVM_ARGUMENTS = {
        WithoutSlices.JVM_ARGUMENT, "--enable-native-access=ALL-UNNAMED"
    };

    private static Hosts hosts;

    @BeforeAll
    static void open() {
        hosts = new Hosts(JVM_ARGUMENTS);
    }

    @AfterAll
    static void close() {
        hosts.close();
    }

    /// A fresh process for each.
    private static final class Child implements Elsewhere {
        @Override
        public <T> Strand<T> start(Task<T> task) {
            return Strand.ofProcess().jvmArgs(JVM_ARGUMENTS).start(task);
        }
    }

    @Nested
    @Tag("stress")
    class Barriers extends SharedBarrierContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }

    @Nested
    @Tag("stress")
    class References extends SharedReferenceContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }

    @Nested
    @Tag("stress")
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
            return hosts;
        }
    }

    @Nested
    @Tag("stress")
    class SemaphoresOfFreshChildren extends SharedSemaphoreContract {
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
            return hosts;
        }
    }

    @Nested
    @Tag("stress")
    class LocksOfFreshChildren extends SharedLockContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }

    @Nested
    @Tag("stress")
    class Queues extends SharedQueueContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }

    @Nested
    @Tag("stress")
    class Names extends SharedNamesContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }

    @Nested
    @Tag("stress")
    class Pipes extends PipeContract {
        @Override
        protected Elsewhere elsewhere() {
            return new Child();
        }
    }
}
