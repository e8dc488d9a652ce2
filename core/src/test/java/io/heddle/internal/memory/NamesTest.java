package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.HeddleException;
import io.heddle.internal.os.Descriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What else may be found under a name.
class NamesTest {

    private final Site site = new Site();
    private String name = "";

    @BeforeEach
    void chooseName() {
        name = "names." + UUID.randomUUID();
    }

    @AfterEach
    void end() throws IOException {
        Names.unlink(Names.label(name));
        site.die();
    }

    private NamedObjects.Made<Place> create() {
        return site.named()
                .create(new NamedObjects.Plan<>(Names.label(name), 128, _ -> {}, place -> place));
    }

    private static Region there(String name) {
        Region region = Region.create(Names.label(name), 128, null, Arena.ofAuto());
        region.memory().setInt(Region.NAME_STATE, Names.THERE);
        return region;
    }

    @Test
    @Tag("fault-50")
    void objectOfAnotherVersionIsRefusedAndItsNameIsTaken() {
        Region region = there(name);
        region.memory().setInt(Region.VERSION_AT, 4711);
        assertThatThrownBy(
                        () -> site.named().open(Names.label(name), Arena::ofAuto, place -> place))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("name=" + name)
                .hasMessageContaining("pid=" + ProcessHandle.current().pid())
                .hasMessageContaining("version=4711");
        assertThat(create().pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(site.named().unlink(Names.label(name))).isTrue();
        assertThat(create().object()).isNotNull();
        assertThat(region.id()).isNotNull();
    }

    @Test
    @Tag("fault-50")
    void makerThatHasStoppedBeforeItHasWrittenAnythingIsInNobodysWay() throws IOException {
        var file =
                RegionFile.folder()
                        .resolve(RegionFile.nameOf(UUID.randomUUID()) + Names.label(name));
        try (FileChannel empty =
                FileChannel.open(
                        file,
                        java.nio.file.StandardOpenOption.CREATE_NEW,
                        java.nio.file.StandardOpenOption.WRITE)) {
            Files.delete(file);
            assertThat(site.named().open(Names.label(name), Arena::ofAuto, place -> place))
                    .isEmpty();
            assertThat(create().object()).isNotNull();
            assertThat(empty.size()).isZero();
        }
    }

    @Test
    @Tag("fault-53")
    void makersThatHaveStoppedAreInNobodysWay() throws Exception {
        for (int i = 0; i < 4; i++) { // some of them go first, some do not
            Region stopped = Region.create(Names.label(name), 128, null, Arena.ofAuto());
            assertThat(inTime(this::create).object()).isNotNull();
            assertThat(stopped.memory().getInt(Region.NAME_STATE)).isEqualTo(Names.NEVER_MADE);
            assertThat(site.named().unlink(Names.label(name))).isTrue();
        }
    }

    /// It stands still between its first step and its last, and the order of ids gives it the first turn.
    @Test
    @Tag("fault-53")
    void makerThatGoesFirstAndHasStoppedGetsAMomentAndNotMore() throws Exception {
        List<Region> two = new ArrayList<>(List.of(unfinished(), unfinished()));
        two.sort(Comparator.comparing(Region::id));
        Region stopped = two.getFirst();
        Place second = site.wholeOf(two.getLast());
        assertThat(inTime(() -> Names.claim(second, Names.label(name)))).isEqualTo(Names.Claim.WON);
        assertThat(stopped.memory().getInt(Region.NAME_STATE)).isEqualTo(Names.NEVER_MADE);
    }

    /// Does something that does not hear an interrupt if it waits for ever.
    private static <T> T inTime(Callable<T> action) throws Exception {
        FutureTask<T> task = new FutureTask<>(action);
        Thread.ofPlatform().daemon().start(task);
        return task.get(30, TimeUnit.SECONDS);
    }

    private Region unfinished() {
        return site.labelled(
                new NamedObjects.Plan<>(Names.label(name), 128, _ -> {}, place -> place),
                Arena.ofAuto());
    }

    @Test
    void memoryOfAnotherUserIsNotTouched() throws IOException {
        assumeTrue(Descriptors.ownUser() == 0, "only root can give files away");
        Region foreign = there(name);
        Files.setAttribute(foreign.path(), "unix:uid", 4711);
        assertThat(site.named().open(Names.label(name), Arena::ofAuto, place -> place)).isEmpty();
        assertThat(site.named().unlink(Names.label(name))).isFalse();
        assertThat(create().object()).isNotNull();
        assertThat(foreign.memory().getInt(Region.NAME_STATE)).isEqualTo(Names.THERE);
    }

    @Test
    void nameStaysThoughItsObjectIsUnreachable() {
        assertThat(create().object()).isNotNull();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        assertThat(site.named().open(Names.label(name), Arena::ofAuto, place -> place)).isPresent();
    }
}
