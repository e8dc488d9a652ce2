package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.heddle.Signal;
import io.heddle.WorkerDiedException.Death;
import io.heddle.WorkerDiedException.Kind;
import io.heddle.internal.engine.process.Coroner.Announcement;
import io.heddle.internal.engine.process.Coroner.Remains;
import io.heddle.internal.engine.process.KillLedger.Verdict;
import io.heddle.internal.os.ProcFs;
import io.heddle.spi.Culprit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The parts of the engine that need no process.
class SmallPartsTest {

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @Nested
    class LineReading {

        private final OutputMark mark = new OutputMark(TOKEN);
        private final List<String> lines = new ArrayList<>();

        private void read(byte[] bytes) {
            new LineReader(
                            new ByteArrayInputStream(bytes),
                            mark,
                            (text, task) -> lines.add(task + ":" + text))
                    .run();
        }

        private void read(String text) {
            read(text.getBytes(StandardCharsets.UTF_8));
        }

        private String markOf(long task) {
            return new String(mark.of(task), StandardCharsets.US_ASCII);
        }

        @Test
        void marksNameTheTaskOfWhatFollows() {
            read("raw\n" + markOf(7) + "a\nb" + markOf(0) + "c\r\n" + markOf(8) + "\n");
            assertThat(lines).containsExactly("0:raw", "7:a", "7:b", "0:c", "8:");
        }

        @Test
        void whatOnlyLooksLikeAMarkIsText() {
            read("x\u001Ey\u001Ez\n\u001E" + TOKEN + ":no number\u001E\n\u001E\n");
            assertThat(lines)
                    .containsExactly(
                            "0:x\u001Ey\u001Ez",
                            "0:\u001E" + TOKEN + ":no number\u001E",
                            "0:\u001E");
        }

        @Test
        void markBehindAnOpenBorderIsFound() {
            read("a\u001Eb" + markOf(5) + "c");
            assertThat(lines).containsExactly("0:a\u001Eb", "5:c");
        }

        @Test
        void longestLineIsWholeAndOneByteMoreIsInPieces() {
            String longest = "x".repeat(LineReader.LONGEST_LINE_BYTES);
            read(longest + "\n" + longest + "y\nend\n");
            assertThat(lines).containsExactly("0:" + longest, "0:" + longest, "0:y", "0:end");
        }

        @Test
        void pieceEndsBetweenCharacters() {
            String text = "x" + "🙂".repeat(LineReader.LONGEST_LINE_BYTES);
            read(text);
            assertThat(lines).hasSizeGreaterThan(3);
            StringBuilder all = new StringBuilder();
            lines.forEach(line -> all.append(line, 2, line.length()));
            assertThat(all.toString()).isEqualTo(text);
        }

        @Test
        void bytesThatAreNoTextDoNotUseUpMemory() {
            byte[] continuations = new byte[3 * LineReader.LONGEST_LINE_BYTES];
            java.util.Arrays.fill(continuations, (byte) 0x80);
            read(continuations);
            assertThat(lines).hasSizeGreaterThan(2);
        }
    }

    @Nested
    class WordsOfTheJvm {

        private final JvmWords words = new JvmWords();

        private List<String> toUser(String... lines) {
            List<String> all = new ArrayList<>();
            for (String line : lines) {
                all.addAll(words.judge(line).toUser());
            }
            all.addAll(words.giveUpHolding());
            return all;
        }

        @Test
        void crashReportIsNotForTheUser() {
            assertThat(
                            toUser(
                                    "before",
                                    "#",
                                    "# A fatal error has been detected by the Java Runtime Environment:",
                                    "#",
                                    "#  SIGSEGV (0xb) at pc=0x1",
                                    ""))
                    .containsExactly("before");
        }

        @Test
        void hashesOfTheUserAreForTheUser() {
            assertThat(toUser("#", "# title", "#", "#", "text", "#"))
                    .containsExactly("#", "# title", "#", "#", "text", "#");
        }

        @Test
        void quotedCrashReportDoesNotSilenceWhatFollows() {
            assertThat(
                            toUser(
                                    "#",
                                    "# A fatal error has been detected by the Java Runtime Environment:",
                                    "# and so on",
                                    "the task goes on"))
                    .containsExactly("the task goes on");
        }

        @Test
        void hashThatWasGivenUpStillBeginsAReport() {
            assertThat(words.judge("#").toUser()).isEmpty();
            assertThat(words.giveUpHolding()).containsExactly("#");
            assertThat(words.holdsBack()).isFalse();
            assertThat(toUser("# A fatal error has been detected by the Java Runtime Environment:"))
                    .isEmpty();
        }

        @Test
        void endWithoutMemoryIsFoundBehindAnOpenLine() {
            JvmWords.Verdict verdict =
                    words.judge(
                            "openTerminating due to java.lang.OutOfMemoryError: Java heap space");
            assertThat(verdict.toUser()).containsExactly("open");
            assertThat(verdict.ofJvm()).startsWith("Terminating");
        }
    }

    @Nested
    class Examination {

        private final JvmReport report = new JvmReport();

        private Remains remains(
                int code, boolean ready, Announcement said, String killed, Verdict kill) {
            return new Remains(
                    4_000_000_000L,
                    code,
                    ready,
                    said,
                    report,
                    killed,
                    kill,
                    Duration.ZERO,
                    new ProcFs.Memory(5 << 20, 7 << 20),
                    List.of("Error: Could not create the Java Virtual Machine."),
                    new CrashFile());
        }

        private Death examine(int code, Announcement said) {
            return Coroner.examine(remains(code, true, said, null, Verdict.NOTHING));
        }

        @Test
        void unannouncedCodeAbove128IsASignal() {
            Death death = examine(137, Announcement.NONE);
            assertThat(death.kind()).isEqualTo(Kind.SIGNAL);
            assertThat(death.signal()).contains(Signal.KILL);
            assertThat(death.hint()).contains("out-of-memory killer");
        }

        @Test
        void codeThatNoSignalHasIsAnExit() {
            assertThat(examine(200, Announcement.NONE).exitCode()).isEqualTo(200);
            assertThat(examine(200, Announcement.NONE).kind()).isEqualTo(Kind.EXIT);
        }

        @Test
        void announcedExitKeepsItsCode() {
            Death death = examine(143, Announcement.NONE.ofExit(0, "A.b(A.java:1)"));
            assertThat(death.exitCode()).isEqualTo(143);
            assertThat(death.hint()).contains("A.b(A.java:1)");
        }

        @Test
        void announcedSignalIsASignal() {
            assertThat(examine(143, Announcement.NONE.ofExit(15, "")).exitCode()).isEqualTo(-15);
        }

        @Test
        void announcedHungerIsOutOfMemory() {
            Death death = examine(3, Announcement.NONE.ofMemory("Metaspace"));
            assertThat(death.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
            assertThat(death.hint()).contains("Metaspace").contains("MaxMetaspaceSize");
        }

        @Test
        void killThatTheSystemCountedIsItsOwn() {
            Path counter = Path.of("/sys/fs/cgroup/memory.events");
            Death death =
                    Coroner.examine(
                            remains(
                                    137,
                                    true,
                                    Announcement.NONE,
                                    null,
                                    new Verdict(Optional.of(counter), true)));
            assertThat(death.kind()).isEqualTo(Kind.KILLED_BY_OS);
            assertThat(death.exitCode()).isEqualTo(-9);
            assertThat(death.signal()).contains(Signal.KILL);
            assertThat(death.hint()).contains(counter.toString()).contains("maxHeapBytes");
        }

        @Test
        void killSomewhereInTheSystemIsOnlyAHint() {
            Death death =
                    Coroner.examine(
                            remains(
                                    137,
                                    true,
                                    Announcement.NONE,
                                    null,
                                    new Verdict(Optional.empty(), true)));
            assertThat(death.kind()).isEqualTo(Kind.SIGNAL);
            assertThat(death.hint()).contains("may have ended it").contains("dmesg");
        }

        @Test
        void ownKillIsReportedWithItsReason() {
            Death death =
                    Coroner.examine(
                            remains(
                                    137,
                                    true,
                                    Announcement.NONE,
                                    "it sent rubbish",
                                    Verdict.NOTHING));
            assertThat(death.kind()).isEqualTo(Kind.SIGNAL);
            assertThat(death.hint()).isEqualTo("this process killed it: it sent rubbish");
        }

        @Test
        void jvmThatDidNotStartIsNotSaidToHaveBeenHalted() {
            Death unborn =
                    Coroner.examine(remains(1, false, Announcement.NONE, null, Verdict.NOTHING));
            assertThat(unborn.hint()).contains("did not start").doesNotContain("halt");
            assertThat(examine(1, Announcement.NONE).hint()).contains("Runtime.halt");
        }

        @Test
        void workerThatGivesUpSaysWhyEvenIfItThenExits() {
            Death death =
                    examine(4, Announcement.NONE.ofGivingUp("interrupted").ofExit(0, "Loop.run"));
            assertThat(death.hint()).isEqualTo("interrupted");
        }

        @Test
        void memoryThatWasSeenIsInTheReport() {
            assertThat(examine(1, Announcement.NONE))
                    .hasToString("pid=4000000000 exit=1 kind=EXIT uptime=0s memory=5MiB peak=7MiB");
        }

        @Test
        void crashIsToldByWhatTheJvmSaid() {
            List.of(
                            "#",
                            "# A fatal error has been detected by the Java Runtime Environment:",
                            "#",
                            "#  SIGSEGV (0xb) at pc=0x00007f, pid=1, tid=2",
                            "#",
                            "# Problematic frame:",
                            "# C  [libc.so.6+0x1]  abc+0x1")
                    .forEach(report::add);
            Death death = examine(134, Announcement.NONE);
            assertThat(death.hint())
                    .contains("SIGSEGV (0xb) at C  [libc.so.6+0x1]  abc+0x1")
                    .contains("could not write a crash file");
        }

        @Test
        void stackOverflowThatTheJvmNoticesIsCalledSo() {
            report.add(JvmReport.STACK_OVERFLOW);
            assertThat(examine(134, Announcement.NONE).hint())
                    .contains("a stack overflow in native code");
        }

        @Test
        void memoryOfTheSystemThatTheJvmCouldNotGetIsOutOfMemory() {
            report.add(
                    "# There is insufficient memory for the Java Runtime Environment to continue.");
            report.add("# Native memory allocation (mmap) failed to map 65536 bytes.");
            Death death = examine(1, Announcement.NONE);
            assertThat(death.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
            assertThat(death.hint()).contains("65536").contains("fewer workers");
        }

        @Test
        void everyEndHasSomethingToLookAtNext() {
            for (int code = 0; code < 256; code++) {
                assertThat(examine(code, Announcement.NONE).hint()).as("code " + code).isNotEmpty();
            }
        }
    }

    @Nested
    class MemoryErrors {

        @Test
        void errorThatSomebodyThrowsIsNoUsedUpMemory() {
            assertThat(UsedUpMemory.isMeantBy(new OutOfMemoryError("mine"))).isFalse();
        }

        @Test
        void errorWithoutWordsIsTheTasksOwnIfTheTaskHasMadeIt() {
            assertThat(UsedUpMemory.isMeantBy(new OutOfMemoryError())).isFalse();
        }

        @Test
        void errorWithTheWordsOfTheJvmIsInDoubt() {
            assertThat(UsedUpMemory.isMeantBy(new OutOfMemoryError("Java heap space"))).isTrue();
        }

        @Test
        void errorOfTheJdkIsUsedUpMemory() {
            OutOfMemoryError error =
                    assertThrows(
                            OutOfMemoryError.class,
                            () -> new Thread(null, () -> {}, "huge", 1L << 50).start());
            assertThat(UsedUpMemory.isMeantBy(error)).isTrue();
        }

        @Test
        void errorWithoutAStackIsInDoubt() {
            OutOfMemoryError error = new OutOfMemoryError("mine");
            error.setStackTrace(new StackTraceElement[0]);
            assertThat(UsedUpMemory.isMeantBy(error)).isTrue();
        }
    }

    @Nested
    class CrashFiles {

        @Test
        void nameIsNeverUsedAgain() {
            assertThat(new CrashFile().options()).isNotEqualTo(new CrashFile().options());
        }

        @Test
        void percentSignsOfTheFolderStayWhatTheyAre(@TempDir Path parent) throws IOException {
            Path folder = Files.createDirectory(parent.resolve("a%p"));
            CrashFile crash = new CrashFile(folder.toString());
            String option = crash.options().getFirst();
            String name = option.substring(option.lastIndexOf('/') + 1).replace("%p", "7");
            assertThat(option).contains("/a%%p/");
            assertThat(crash.of(7)).isEmpty();
            Path file = Files.createFile(folder.resolve(name));
            assertThat(crash.of(7)).contains(file);
        }

        @Test
        void onlyAFileOfTheNameThatAJvmGivesIsBelieved(@TempDir Path folder) throws IOException {
            Path own = Files.createFile(folder.resolve("hs_err_pid7.log"));
            assertThat(CrashFile.elsewhere(own.toString(), 7)).contains(own);
            assertThat(CrashFile.elsewhere(own.toString(), 8)).isEmpty();
        }

        @Test
        void fileThatIsNotThereIsNotReported() {
            assertThat(CrashFile.elsewhere("/nowhere/hs_err_pid7.log", 7)).isEmpty();
            assertThat(new CrashFile().of(7)).isEmpty();
        }
    }

    @Nested
    class CommandLines {

        @Test
        void childrenInheritPropertiesAndModuleOptionsOnly() {
            assertThat(
                            JvmCommand.inherited(
                                    List.of(
                                            "/bin/java",
                                            "-Xmx1g",
                                            "-Da=b",
                                            "-cp",
                                            "x.jar",
                                            "--add-opens",
                                            "java.base/java.lang=ALL-UNNAMED",
                                            "--add-modules=java.sql",
                                            "-agentlib:jdwp=transport=dt_socket",
                                            "-javaagent:x.jar",
                                            "-ea",
                                            "--enable-native-access=ALL-UNNAMED",
                                            "-XX:+UseZGC",
                                            "Main",
                                            "-Dnot=mine",
                                            "-ea")))
                    .containsExactly(
                            "-Da=b",
                            "--add-opens",
                            "java.base/java.lang=ALL-UNNAMED",
                            "--add-modules=java.sql",
                            "-ea",
                            "--enable-native-access=ALL-UNNAMED");
        }

        @Test
        void whatFollowsTheProgramIsNotForTheJvm() {
            for (String program : List.of("-jar", "-m", "--module", "--module=a/b")) {
                assertThat(JvmCommand.inherited(List.of("java", "-Da=b", program, "-Dc=d")))
                        .containsExactly("-Da=b");
            }
        }

        @Test
        void argumentFilesAreReadAsTheLauncherDoes() {
            assertThat(
                            ArgumentFile.words(
                                    "-Da=b # a comment\n\"-Dc=d e\"\t'-Df=\"g\"'\n\n-Dh=\"i j\"\n\"back\\\\slash\""))
                    .containsExactly("-Da=b", "-Dc=d e", "-Df=\"g\"", "-Dh=i j", "back\\slash");
        }
    }

    private static final class Stays {}

    private record Holder(Object held, List<Object> list, Map<String, Object> map)
            implements Serializable {}

    @Nested
    class Culprits {

        @Test
        void shortestWayIsNamed() {
            Holder holder = new Holder(null, List.of("fine", new Stays()), Map.of());
            assertThat(Culprit.find(holder))
                    .contains("SmallPartsTest$Holder.list[1] : " + Stays.class.getName());
        }

        @Test
        void valuesOfMapsAreNamedByTheirKey() {
            Holder holder = new Holder(1, List.of(), Map.of("key", new Stays()));
            assertThat(Culprit.find(holder))
                    .contains("SmallPartsTest$Holder.map[key] : " + Stays.class.getName());
        }

        @Test
        void circlesEnd() {
            Object[] circle = new Object[1];
            circle[0] = circle;
            assertThat(Culprit.find(circle)).isEmpty();
        }
    }

    /// Whoever is interrupted and waits loses the flag.
    @ParameterizedTest
    @CsvSource({"INT,true", "HUP,true", "TERM,false", "INT,false", "HUP,false"})
    void onlyADeathThatATerminalMayHaveSentToBothIsHeldUp(Signal signal, boolean ours) {
        Thread.currentThread().interrupt();
        ChildRegistry.holdReportIfEnding(-signal.number(), ours);
        assertThat(Thread.interrupted()).isEqualTo(ours || signal == Signal.TERM);
    }
}
