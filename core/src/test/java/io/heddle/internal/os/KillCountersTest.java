package io.heddle.internal.os;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The count of a group is found wherever systems and containers show it; each test builds such a system
/// from files.
class KillCountersTest {

    private static final long PID = 42;
    private static final String V2 = "30 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n";
    private static final String V1 =
            "35 31 0:32 / /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory\n";

    @TempDir Path root;

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(Objects.requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }

    private void system(String groups, String mounts) throws IOException {
        write("proc/" + PID + "/cgroup", groups);
        write("proc/self/mountinfo", mounts);
    }

    private Path found() {
        return root.relativize(new KillCounters(root).ofGroup(PID).orElseThrow());
    }

    @Test
    void version2CountsWhatTheGroupItselfLost() throws IOException {
        system("0::/a/b\n", V2);
        write("sys/fs/cgroup/a/b/memory.events", "low 0\noom 3\noom_kill 2\noom_group_kill 0\n");
        write("sys/fs/cgroup/a/b/memory.events.local", "oom 2\noom_kill 1\n");

        assertThat(found()).hasToString("sys/fs/cgroup/a/b/memory.events.local");
        assertThat(KillCounters.read(root.resolve(found()))).hasValue(1);
    }

    @Test
    void olderKernelsHaveOneCountForAGroupAndThoseWithin() throws IOException {
        system("0::/a/b\n", V2);
        write("sys/fs/cgroup/a/b/memory.events", "oom_kill 2\n");

        assertThat(found()).hasToString("sys/fs/cgroup/a/b/memory.events");
    }

    @Test
    void groupWithoutALimitOfMemoryCountsForTheOneAbove() throws IOException {
        system("0::/a/b/c\n", V2);
        Files.createDirectories(root.resolve("sys/fs/cgroup/a/b/c"));
        write("sys/fs/cgroup/a/memory.events", "oom_kill 0\n");

        assertThat(found()).hasToString("sys/fs/cgroup/a/memory.events");
    }

    @Test
    void version1HasAMountOfItsOwnForMemory() throws IOException {
        String other = "34 31 0:31 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu\n";
        system("5:cpu:/x\n4:memory:/a\n0::/y\n", other + V1 + V2);
        write("sys/fs/cgroup/memory/a/memory.oom_control", "under_oom 0\noom_kill 5\n");
        write("sys/fs/cgroup/y/memory.events", "oom_kill 9\n");

        assertThat(found()).hasToString("sys/fs/cgroup/memory/a/memory.oom_control");
    }

    @Test
    void containerThatSeesItsGroupByTheNameOfTheHostFindsItAtTheTop() throws IOException {
        system(
                "4:memory:/docker/c1/inner\n",
                "35 31 0:32 /docker/c1 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n");
        write("sys/fs/cgroup/memory/inner/memory.oom_control", "oom_kill 5\n");

        assertThat(found()).hasToString("sys/fs/cgroup/memory/inner/memory.oom_control");
    }

    @Test
    void containerThatDoesNotShowTheFolderOfTheHostsNameHasItsGroupAtTheTop() throws IOException {
        system("0::/kubepods/pod1/c1\n", V2);
        write("sys/fs/cgroup/memory.events", "oom_kill 5\n");

        assertThat(found()).hasToString("sys/fs/cgroup/memory.events");
    }

    @Test
    void nameThatLeadsOutOfTheNamespaceDoesNotLeadOutOfTheMount() throws IOException {
        system("0::/../other\n", V2);
        write("sys/fs/other/memory.events", "oom_kill 9\n");
        write("sys/fs/cgroup/memory.events", "oom_kill 5\n");

        assertThat(found()).hasToString("sys/fs/cgroup/memory.events");
    }

    @Test
    void blanksInTheNameOfTheMountAreRead() throws IOException {
        system("0::/a\n", "30 23 0:28 / /my\\040groups rw - cgroup2 cgroup2 rw\n");
        write("my groups/a/memory.events", "oom_kill 5\n");

        assertThat(found()).hasToString("my groups/a/memory.events");
    }

    @Test
    void systemWithoutCountsOrWithRubbishHasNone() throws IOException {
        assertThat(new KillCounters(root).ofGroup(PID)).isEmpty();
        system("rubbish\n\n::\n4:memory\n", "rubbish - \n- - -\n");
        assertThat(new KillCounters(root).ofGroup(PID)).isEmpty();
        system("0::/a\n", V2);
        write("sys/fs/cgroup/a/memory.events", "oom_kill many\n");
        assertThat(new KillCounters(root).ofGroup(PID)).isEmpty();
    }

    @Test
    void whereGroupsAreShownIsReadOnceAndWhereAProcessIsEachTime() throws IOException {
        KillCounters counters = new KillCounters(root);
        write("sys/fs/cgroup/a/memory.events", "oom_kill 5\n");
        write("sys/fs/cgroup/b/memory.events", "oom_kill 5\n");
        assertThat(counters.ofGroup(PID)).isEmpty(); // nothing could be read, so nothing is kept
        system("0::/a\n", V2);
        assertThat(counters.ofGroup(PID)).contains(root.resolve("sys/fs/cgroup/a/memory.events"));

        system("0::/b\n", "");

        assertThat(counters.ofGroup(PID)).contains(root.resolve("sys/fs/cgroup/b/memory.events"));
    }

    @Test
    void countOfTheWholeSystemIsReadInItsOwnForm() throws IOException {
        write("proc/vmstat", "nr_free_pages 1\noom_kill 12\nnuma_pte_updates 0\n");
        assertThat(KillCounters.read(new KillCounters(root).ofWholeSystem())).hasValue(12);
    }
}
