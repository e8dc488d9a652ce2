package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.engine.process.KillLedger.Verdict;
import io.heddle.internal.engine.process.KillLedger.Watch;
import io.heddle.internal.os.KillCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A kill that the system counted explains one death of those that it can explain, and no later one.
class KillLedgerTest {

    @TempDir Path root;

    private final AtomicLong now = new AtomicLong(1_000);
    private KillLedger ledger;

    @BeforeEach
    void build() throws IOException {
        Files.createDirectories(root.resolve("proc/self"));
        Files.createDirectories(root.resolve("groups/a"));
        Files.createDirectories(root.resolve("groups/b"));
        Files.writeString(
                root.resolve("proc/self/mountinfo"), "1 1 0:1 / /groups rw - cgroup2 none rw\n");
        for (long pid = 1; pid <= 3; pid++) {
            put(pid, "a");
        }
        count("a", 7);
        count("b", 70);
        systemCounts(700);
        ledger = new KillLedger(new KillCounters(root), now::get);
    }

    private void put(long pid, String group) throws IOException {
        Files.createDirectories(root.resolve("proc/" + pid));
        Files.writeString(root.resolve("proc/" + pid + "/cgroup"), "0::/" + group + "\n");
    }

    private void count(String group, long kills) throws IOException {
        Files.writeString(
                root.resolve("groups/" + group + "/memory.events"), "oom_kill " + kills + "\n");
    }

    private void systemCounts(long kills) throws IOException {
        Files.writeString(root.resolve("proc/vmstat"), "oom_kill " + kills + "\n");
    }

    private static boolean isCounted(Watch watch) {
        return watch.judge().counted().isPresent();
    }

    @Test
    void killsFromBeforeExplainNothing() {
        assertThat(ledger.watch(1).judge()).isEqualTo(Verdict.NOTHING);
    }

    @Test
    void killThatWasCountedExplainsADeath() throws IOException {
        Watch watch = ledger.watch(1);
        count("a", 8);
        assertThat(watch.judge().counted()).contains(root.resolve("groups/a/memory.events"));
    }

    @Test
    void asManyDeathsAreExplainedAsKillsWereCounted() throws IOException {
        Watch first = ledger.watch(1);
        Watch second = ledger.watch(2);
        Watch third = ledger.watch(3);
        count("a", 9);
        assertThat(Stream.of(first, second, third).filter(KillLedgerTest::isCounted)).hasSize(2);
    }

    @Test
    void killOfSomebodyElseExplainsNoLaterDeath() throws IOException {
        Watch watch = ledger.watch(1);
        count("a", 8);
        watch.look();
        now.addAndGet(KillLedger.LONGEST_DYING_NANOS);
        Watch other = ledger.watch(2);
        assertThat(isCounted(other)).isTrue();
        count("a", 9);
        watch.look();
        now.addAndGet(KillLedger.LONGEST_DYING_NANOS + 1);
        assertThat(isCounted(watch)).isFalse();
    }

    @Test
    void childThatWasMovedIsCountedWhereItIs() throws IOException {
        Watch watch = ledger.watch(1);
        put(1, "b");
        watch.look();
        count("a", 8);
        assertThat(isCounted(watch)).isFalse();
        count("b", 71);
        assertThat(isCounted(watch)).isTrue();
    }

    @Test
    void childThatIsSaidToBeInTheTopmostGroupIsOnItsWayOut() throws IOException {
        Watch watch = ledger.watch(1);
        Files.writeString(root.resolve("groups/memory.events"), "oom_kill 0\n");
        Files.writeString(root.resolve("proc/1/cgroup"), "0::/\n");
        count("a", 8);
        watch.look();
        assertThat(isCounted(watch)).isTrue();
    }

    @Test
    void groupOfAChildThatIsGoneIsRemembered() throws IOException {
        Watch watch = ledger.watch(1);
        Files.delete(root.resolve("proc/1/cgroup"));
        count("a", 8);
        watch.look();
        assertThat(isCounted(watch)).isTrue();
    }

    @Test
    void countThatNobodyWatchedIsReadAfresh() throws IOException {
        ledger.watch(1).close();
        count("a", 8);
        assertThat(isCounted(ledger.watch(2))).isFalse();
    }

    @Test
    void countThatCouldNotBeReadAtFirstBeginsWithTheFirstThatCould() throws IOException {
        Files.writeString(root.resolve("proc/vmstat"), "");
        Watch watch = ledger.watch(1);
        systemCounts(700);
        watch.look();
        assertThat(watch.judge()).isEqualTo(Verdict.NOTHING);
    }

    @Test
    void killElsewhereIsSeenAndTakenByNobody() throws IOException {
        Watch first = ledger.watch(1);
        Watch second = ledger.watch(2);
        systemCounts(701);
        assertThat(first.judge().elsewhere()).isTrue();
        assertThat(second.judge().elsewhere()).isTrue();
        assertThat(second.judge().counted()).isEmpty();
        now.addAndGet(KillLedger.LONGEST_DYING_NANOS + 1);
        assertThat(first.judge().elsewhere()).isFalse();
    }

    @Test
    void closedWatchSaysNothing() throws IOException {
        Watch watch = ledger.watch(1);
        watch.close();
        count("a", 8);
        systemCounts(701);
        watch.look();
        assertThat(watch.judge()).isEqualTo(Verdict.NOTHING);
    }
}
