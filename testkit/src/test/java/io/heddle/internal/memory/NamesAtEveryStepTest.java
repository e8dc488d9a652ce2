package io.heddle.internal.memory;

import static io.heddle.internal.memory.Killing.killOnce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.shared.NameTakenException;
import io.heddle.shared.NoSuchNameException;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedNames;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who makes an object with a name is killed, or met by another one, before each of its accesses to memory.
@Tag("slow")
class NamesAtEveryStepTest {

    private static String newName() {
        return "step." + UUID.randomUUID();
    }

    private static Optional<SharedLong> made(String name, long value) {
        try {
            return Optional.of(SharedLong.create(name, value));
        } catch (NameTakenException e) {
            return Optional.empty();
        }
    }

    /// Makes an object with a name.
    static final class Making implements Story {

        private final String name = newName();

        @Override
        public void victim(View view) {
            SharedLong.create(name, 1);
        }

        @Override
        public void survivor(View view) {
            assertThatThrownBy(() -> SharedLong.open(name)).isInstanceOf(NoSuchNameException.class);
            SharedLong mine = SharedLong.create(name, 2);
            assertThat(SharedLong.open(name)).isSameAs(mine);
            assertThat(mine.get()).isEqualTo(2);
            assertThat(SharedNames.unlink(name)).isTrue();
        }
    }

    @Test
    @Tag("fault-53")
    void makerThatIsKilledLeavesTheNameFree() {
        assertThat(killOnce(Making::new)).isGreaterThan(1);
    }

    @Test
    @Tag("fault-53")
    void exactlyOneOfTwoMakersWinsWhereverTheyMeet() throws Exception {
        boolean reached = true;
        for (long access = 0; reached; access++) {
            String name = newName();
            AtomicReference<Optional<SharedLong>> other = new AtomicReference<>(Optional.empty());
            try (WatchedSite watched = new WatchedSite()) {
                watched.before(access, () -> other.set(made(name, 2)));
                Optional<SharedLong> one = watched.within(() -> made(name, 1));
                reached = watched.disarm();
                assertThat(one.isPresent() ^ other.get().isPresent())
                        .as("one wins, met before access " + access)
                        .isTrue();
                assertThat(SharedLong.open(name).get()).isEqualTo(one.isPresent() ? 1 : 2);
            }
            SharedNames.unlink(name);
        }
    }

    /// The first one is held up in the midst for as long as the second one needs.
    @Test
    @Tag("fault-53")
    void whoLooksForItFindsItWholeOrNotAtAll() throws Exception {
        boolean reached = true;
        for (long access = 0; reached; access++) {
            String name = newName();
            try (WatchedSite watched = new WatchedSite()) {
                AtomicReference<Optional<Long>> seen = new AtomicReference<>(Optional.empty());
                watched.before(access, () -> seen.set(find(name)));
                watched.within(() -> made(name, 42));
                reached = watched.disarm();
                assertThat(seen.get().orElse(42L)).isEqualTo(42);
                assertThat(find(name)).contains(42L);
            }
            SharedNames.unlink(name);
        }
    }

    private static Optional<Long> find(String name) {
        try {
            return Optional.of(SharedLong.open(name).get());
        } catch (NoSuchNameException e) {
            return Optional.empty();
        }
    }
}
