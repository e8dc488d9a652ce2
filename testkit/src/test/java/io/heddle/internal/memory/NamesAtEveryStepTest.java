package io.heddle.internal.memory;

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

    @Test
    @Tag("fault-53")
    void makerThatIsKilledLeavesTheNameFree() throws Exception {
        long steps = 0;
        for (boolean reached = true; reached; steps++) {
            String name = newName();
            reached = dies(name, steps);
            assertThatThrownBy(() -> SharedLong.open(name)).isInstanceOf(NoSuchNameException.class);
            SharedLong mine = SharedLong.create(name, 2);
            assertThat(SharedLong.open(name)).isSameAs(mine);
            assertThat(mine.get()).isEqualTo(2);
            assertThat(SharedNames.unlink(name)).isTrue();
        }
        assertThat(steps).isGreaterThan(3);
    }

    private static boolean dies(String name, long access) throws Exception {
        try (WatchedSite mortal = new WatchedSite()) {
            mortal.dieBefore(access);
            try {
                mortal.within(() -> SharedLong.create(name, 1));
            } catch (WatchedSite.Killed e) {
                // as it should be
            }
            return mortal.disarm();
        }
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
