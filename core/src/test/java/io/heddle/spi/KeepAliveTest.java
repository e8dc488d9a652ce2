package io.heddle.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeepAliveTest {

    private static Optional<Thread> keeper() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("heddle-keeps-program-alive"))
                .filter(Thread::isAlive)
                .findFirst();
    }

    private static void awaitNoKeeper() {
        await().atMost(Duration.ofSeconds(20)).until(() -> keeper().isEmpty());
    }

    @BeforeEach
    void othersAreSettled() {
        awaitNoKeeper();
    }

    @Test
    void threadThatIsNoDaemonExistsAsLongAsWorkIsUnfinished() {
        KeepAlive.begin();
        try {
            assertThat(keeper()).isPresent();
            assertThat(keeper().get().isDaemon()).isFalse();
            KeepAlive.settle(); // too early: it must stay
            KeepAlive.settle();
            assertThat(keeper()).isPresent();
        } finally {
            KeepAlive.end();
        }
        KeepAlive.settle();
        awaitNoKeeper();
    }

    @Test
    void oneThreadKeepsForAll() throws Exception {
        List<Thread> starters = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            starters.add(Thread.startVirtualThread(KeepAlive::begin));
        }
        for (Thread starter : starters) {
            starter.join();
        }

        long keepers =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().equals("heddle-keeps-program-alive"))
                        .count();
        for (int i = 0; i < 8; i++) {
            KeepAlive.end();
        }

        assertThat(keepers).isEqualTo(1);
        KeepAlive.settle();
        awaitNoKeeper();
    }

    @Test
    void keeperIsThereForWorkThatBeginsWhileItLeaves() {
        for (int i = 0; i < 2_000; i++) {
            KeepAlive.begin();
            KeepAlive.end();
            KeepAlive.settle();
            KeepAlive.begin(); // races with the keeper that was just told to leave
            try {
                assertThat(keeperIsThere()).as("round %d", i).isTrue();
            } finally {
                KeepAlive.end();
            }
        }
    }

    /// Whoever leaves now saw no work, and there is some: it must be a thread that has still to end.
    private static boolean keeperIsThere() {
        return keeper().isPresent();
    }
}
