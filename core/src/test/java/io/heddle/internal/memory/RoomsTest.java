package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Threads of one process that wait for different things at one object.
class RoomsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Site site = new Site();
    private final Place place = site.allocate(256);
    private final Waiters waiters = new Waiters(place, place.at());
    private final Rooms rooms = new Rooms(waiters);

    @AfterEach
    void end() throws IOException {
        site.die();
    }

    private int word() {
        return place.memory().getInt(place.at() + 128);
    }

    private void become(int value) {
        place.memory().setInt(place.at() + 128, value);
        waiters.wakeAll();
    }

    private Thread waitingFor(int value) {
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                rooms.await(value, () -> word() >= value, Limit.never());
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        await().atMost(PATIENCE).until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    @Test
    @Tag("fault-52")
    void whoWaitsForSomethingLaterHoldsUpNobody() throws InterruptedException {
        Thread later = waitingFor(2);
        Thread sooner = waitingFor(1);

        become(1);
        assertThat(sooner.join(PATIENCE)).isTrue();
        assertThat(later.isAlive()).isTrue();

        become(2);
        assertThat(later.join(PATIENCE)).isTrue();
        assertThat(waiters.areThere()).isFalse();
    }

    @Test
    void whoComesWhenItIsTrueAlreadyDoesNotWait() throws InterruptedException {
        Thread later = waitingFor(2);
        become(1);

        assertThat(rooms.await(1, () -> word() >= 1, Limit.in(Duration.ZERO))).isTrue();

        become(2);
        assertThat(later.join(PATIENCE)).isTrue();
    }
}
