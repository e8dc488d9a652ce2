package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.heddle.HeddleException;
import io.heddle.internal.os.Descriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Two participants in one process: who lives, who is dead, who wakes whom, and what is left.
@Tag("whole-machine")
class SiteTest {

    private final Site here = new Site();
    private final Site there = new Site();

    @AfterEach
    void endBoth() throws IOException {
        here.die();
        there.die();
    }

    private Place arrivedThere(Place place) {
        return there.open(place.handle(), Place.class, arrived -> arrived);
    }

    private static List<String> linkedFiles() throws IOException {
        try (Stream<Path> files = Files.list(RegionFile.folder())) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith(RegionFile.PREFIX))
                    .toList();
        }
    }

    @Test
    @Tag("fault-53")
    void whatOneWritesTheOtherReadsAndNoFileHasAName() throws IOException {
        Place place = here.allocate(128);
        place.memory().setLong(place.at(), 4711);
        Place arrived = arrivedThere(place);
        assertThat(arrived.memory().getLong(arrived.at())).isEqualTo(4711);
        assertThat(arrived.memory()).isNotSameAs(place.memory());
        assertThat(linkedFiles()).isEmpty();
    }

    @Test
    void whatArrivesTwiceIsOneObject() {
        Place place = here.allocate(128);
        assertThat(arrivedThere(place)).isSameAs(arrivedThere(place));
    }

    @Test
    void smallObjectsShareARegionAndDoNotOverlap() {
        Place one = here.allocate(100);
        Place two = here.allocate(200);
        Place three = here.allocate(1);
        assertThat(one.id()).isEqualTo(two.id());
        assertThat(two.at() - one.at()).isEqualTo(128);
        assertThat(three.at() - two.at()).isEqualTo(256);
        for (int i = 0; i < 1_000; i++) {
            Place more = here.allocate(4_096);
            assertThat(more.memory().getLong(more.at())).isZero();
            more.memory().setLong(more.at() + 4_088, -1);
        }
        assertThat(three.memory().getLong(three.at())).isZero();
    }

    @Test
    void onlyWhoHasLeftIsDead() throws IOException {
        Place place = here.allocate(128);
        Participant mine = place.participant();
        Participant theirs = arrivedThere(place).participant();
        assertThat(theirs.me()).isNotEqualTo(mine.me());
        assertThat(mine.registry().isDead(theirs.me())).isFalse();
        assertThat(theirs.registry().isDead(mine.me())).isFalse();
        there.die();
        assertThat(mine.registry().isDead(theirs.me())).isTrue();
        assertThat(mine.isDead(mine.me())).isFalse();
        assertThat(mine.pid(theirs.me())).isEqualTo(ProcessHandle.current().pid());
    }

    @Test
    void placeOfTheDeadIsGivenToAnotherGeneration() throws IOException {
        Registry registry = here.allocate(128).participant().registry();
        int first = registry.join(0);
        registry.leave(first);
        int second = registry.join(0);
        while (Owner.place(second) != Owner.place(first)) {
            registry.leave(second);
            second = registry.join(0);
        }
        assertThat(Owner.place(second)).isEqualTo(Owner.place(first));
        assertThat(Owner.generation(second)).isNotEqualTo(Owner.generation(first));
        assertThat(registry.isDead(first)).isTrue();
    }

    @Test
    void fullRegistryRefusesAndTakesInAgainWhenOneHasLeft() throws IOException {
        Registry registry = here.allocate(128).participant().registry();
        int last = 0;
        for (int i = 1; i < Registry.PLACES; i++) {
            last = registry.join(0);
        }
        assertThatThrownBy(() -> registry.join(0))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("too many processes share memory: most=256");
        registry.leave(last);
        assertThat(Owner.place(registry.join(0))).isEqualTo(Owner.place(last));
    }

    @Test
    void ringReachesWhoWaitsInTheOther() throws InterruptedException {
        Place place = here.allocate(256);
        Place arrived = arrivedThere(place);
        Waiters mine = new Waiters(place, place.at());
        AtomicBoolean woken = new AtomicBoolean();
        Thread waiting = waiting(arrived, woken);
        await().until(mine::areThere);
        place.memory().setInt(place.at() + 128, 1);
        mine.wakeAll();
        waiting.join();
        assertThat(woken).isTrue();
        assertThat(mine.areThere()).isFalse();
    }

    @Test
    void ringThatWasLostCostsOneSliceOnly() throws InterruptedException {
        Place place = here.allocate(256);
        AtomicBoolean woken = new AtomicBoolean();
        Thread waiting = waiting(arrivedThere(place), woken);
        await().until(new Waiters(place, place.at())::areThere);
        place.memory().setInt(place.at() + 128, 1); // and nobody rings
        waiting.join();
        assertThat(woken).isTrue();
    }

    /// One pipe may be left: that of the last one, of whose death nobody has reason to ask.
    @Test
    void pipesOfTheDeadAreNotKeptOpen() throws Exception {
        Place place = here.allocate(256);
        ring(there, place);
        long before = pipes();
        for (int i = 0; i < 10; i++) {
            Site mortal = new Site();
            ring(mortal, place);
            mortal.die();
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> {
                    System.gc();
                    return pipes() <= before + 1;
                });
    }

    private static void ring(Site site, Place place) {
        Place arrived = site.open(place.handle(), Place.class, found -> found);
        place.participant().ring(Owner.place(arrived.participant().me()), 1);
    }

    private static long pipes() {
        long pid = ProcessHandle.current().pid();
        return Descriptors.of(pid, target -> target.startsWith("pipe:")).size();
    }

    private static Thread waiting(Place place, AtomicBoolean woken) {
        return Thread.ofPlatform()
                .start(() -> {
                    try {
                        new Waiters(place, place.at())
                                .await(
                                        () -> place.memory().getInt(place.at() + 128) == 1,
                                        Limit.never());
                        woken.set(true);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
    }

    @Test
    void bellHasNoThreadWhenNobodyWaits() throws InterruptedException {
        Place place = here.allocate(256);
        new Waiters(place, place.at()).await(() -> false, Limit.in(Duration.ofMillis(10)));
        await().atMost(Duration.ofSeconds(20))
                .until(() ->
                        Thread.getAllStackTraces().keySet().stream()
                                .noneMatch(thread -> thread.getName().equals("heddle-bell")));
    }

    @Test
    void bellTakesNoClassLoaderOverFromWhoWaitsFirst() throws Exception {
        Place place = here.allocate(256);
        Thread user = Thread.currentThread();
        ClassLoader before = user.getContextClassLoader();
        try (URLClassLoader ofUser = new URLClassLoader(new URL[0])) {
            user.setContextClassLoader(ofUser);
            new Waiters(place, place.at()).await(() -> false, Limit.in(Duration.ofMillis(1)));
            assertThat(Thread.getAllStackTraces().keySet())
                    .anyMatch(thread -> thread.getName().equals("heddle-bell"))
                    .noneMatch(
                            thread -> thread != user && thread.getContextClassLoader() == ofUser);
        } finally {
            user.setContextClassLoader(before);
        }
    }

    @Test
    @Tag("fault-53")
    void tooLargeIsAnExceptionAtCreationAndLeavesNothing() throws IOException {
        assertThatThrownBy(() -> here.allocateAlone(1L << 50, Arena.ofAuto()))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("no room for shared memory: bytes=")
                .hasMessageContaining("--shm-size");
        assertThat(linkedFiles()).isEmpty();
    }

    @Test
    @Tag("fault-53")
    void leftoversOfThoseKilledWhileTheyMadeThemAreSwept() throws IOException {
        Path left = RegionFile.folder().resolve(RegionFile.nameOf(UUID.randomUUID()));
        Files.createFile(left);
        RegionFile.sweep(Descriptors.ownUser() + 1);
        assertThat(left).exists();
        RegionFile.sweep(Descriptors.ownUser());
        assertThat(left).doesNotExist();
    }

    @Test
    void whatNobodyHasAnyMoreIsRefusedWithTheReason() {
        Handle gone = new Handle(new RegionKey(UUID.randomUUID(), 1, 3), 128);
        assertThatThrownBy(() -> here.open(gone, Place.class, place -> place))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("nobody has this shared object any more");
    }
}
