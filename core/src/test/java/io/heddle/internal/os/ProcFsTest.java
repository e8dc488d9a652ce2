package io.heddle.internal.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.HeddleException;
import io.heddle.StrandStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Lines of `/proc/pid/stat` that the programs of other tests do not have.
class ProcFsTest {

    private static ProcFs.Stat parse(String nameAndState, int threads, long start) {
        String numbers = " 2 3 4 0 -1 0 0 0 0 0 11 12 0 0 20 0 " + threads + " 0 " + start;
        return ProcFs.Stat.parse("7 " + nameAndState + numbers + " 0 0\n").orElseThrow();
    }

    @Test
    void everyFieldIsReadFromItsPlace() {
        assertThat(parse("(a b) S", 5, 99))
                .isEqualTo(new ProcFs.Stat(7, "a b", 'S', 2, 4, 11, 12, 5, 99));
        assertThat(parse("(a) R 1 () S", 5, 99).name()).isEqualTo("a) R 1 (");
    }

    @Test
    void processWhoseFirstThreadHasEndedBeforeOthersIsNoZombie() {
        ProcFs.Stat leaderless = parse("(a) Z", 2, 99);
        assertThat(leaderless.lives()).isTrue();
        assertThat(ProcFs.status(leaderless)).isNotEqualTo(StrandStatus.ZOMBIE);
        ProcFs.Stat ended = parse("(a) Z", 1, 99);
        assertThat(ended.lives()).isFalse();
        assertThat(ProcFs.status(ended)).isEqualTo(StrandStatus.ZOMBIE);
    }

    @Test
    void processWhoseFirstThreadHasEndedBeforeOthersBelongsToItsTree() {
        List<ProcFs.Stat> all = List.of(parse("(a) Z", 2, 99), parse("(a) Z", 1, 99));
        long session = all.getFirst().session();

        for (ProcFs.Stat stat : all) {
            Long[] members = stat.lives() ? new Long[] {stat.pid()} : new Long[0];
            assertThat(ProcessTree.membersByProc(List.of(stat), "no-such-tree", session))
                    .containsExactly(members);
            assertThat(
                            new TreeScan(List.of(stat))
                                    .members("no-such-tree", List.of(), List.of(session)))
                    .containsExactly(members);
        }
    }

    @Test
    void samePidIsNotTheSameProcess() {
        assertThat(parse("(a) S", 1, 99).isOfSameProcess(parse("(b) R", 2, 99))).isTrue();
        assertThat(parse("(a) S", 1, 99).isOfSameProcess(parse("(a) S", 1, 100))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "7",
                "7 (a",
                "7 (a)",
                "7 (a) ",
                "7 (a) S 2 3 4",
                "x (a) S 2 3 4 0 -1 0 0 0 0 0 11 12 0 0 20 0 1 0 99 0",
                "7 )a( S 2 3 4 0 -1 0 0 0 0 0 11 12 0 0 20 0 1 0 99 0"
            })
    void whatIsNoSuchLineSaysNothing(String line) {
        assertThat(ProcFs.Stat.parse(line)).isEmpty();
    }

    /// The system writes a newline and a backslash of a name as two characters, and all others as they are.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\rTgid:\t1",
                "x\rUid:",
                "x\rUid:\t1",
                "x\rVmRSS:1",
                "x\rVmHWM:\t9 kB",
                "x\u000bVmRSS:",
                "x\u0085Tgid:\t2"
            })
    void nameThatLooksLikeOtherLinesChangesNothing(String name) {
        String status =
                "Name:\t%s\nTgid:\t7\nUid:\t0\t65534\t0\t0\nVmHWM:\t 12 kB\nVmRSS:\t 10 kB\n"
                        .formatted(name);

        assertThat(ProcFs.isThread(7, status)).isFalse();
        assertThat(ProcFs.isThread(8, status)).isTrue();
        assertThat(ProcFs.memoryIn(status)).hasValue(new ProcFs.Memory(10 << 10, 12 << 10));
        assertThat(ProcFs.kibibytes(status, "VmRSS:")).hasValue(10 << 10);
        assertThat(ProcFacts.effectiveUser(status)).hasValue("65534");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "kB", "1 MB", "-1 kB", "9999999999999999999 kB", "1 kB x"})
    void valueInAnotherFormIsNotKnown(String value) {
        String status = "Tgid:\t" + value + "x\nUid:" + value + "\nVmRSS:\t" + value + "\n";

        assertThat(ProcFs.isThread(7, status)).isFalse();
        assertThat(ProcFs.memoryIn(status)).isEmpty();
        assertThat(ProcFs.kibibytes(status, "VmRSS:")).isEmpty();
        assertThat(ProcFacts.effectiveUser("Uid:" + value.replaceAll(" .*", ""))).isEmpty();
    }

    @Test
    void onlyWhatIsGoneOrForbiddenIsNotThere() {
        Path there = Path.of("/proc/self");
        List<IOException> gone =
                List.of(
                        new NoSuchFileException("/proc/7/stat"),
                        new AccessDeniedException("/proc/7/fd"),
                        new IOException("No such process"));
        for (IOException why : gone) {
            assertThat(ProcFs.look(there, failing(why))).isEmpty();
            assertThat(
                            ProcFs.look(
                                    there,
                                    () -> {
                                        throw new UncheckedIOException(why);
                                    }))
                    .isEmpty();
        }
        IOException none = new FileSystemException("/proc/7/stat", null, "Too many open files");
        assertThatThrownBy(() -> ProcFs.look(there, failing(none)))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("cannot look at processes")
                .hasMessageContaining("Too many open files");
        assertThat(ProcFs.look(Path.of("/proc/0"), failing(none)))
                .isEmpty(); // there is no such one
    }

    private static ProcFs.Sight<String> failing(IOException why) {
        return () -> {
            throw why;
        };
    }
}
