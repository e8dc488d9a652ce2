package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Signal;
import io.heddle.WorkerDiedException.Death;
import io.heddle.WorkerDiedException.Kind;
import io.heddle.internal.engine.process.Coroner.Announcement;
import io.heddle.spi.Culprit;
import java.io.ByteArrayInputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

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

        private static Death examine(int code, Announcement said) {
            return Coroner.examine(4_000_000_000L, code, said, false, Duration.ZERO, List.of());
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
            Death death = examine(143, new Announcement(null, true, 0, "A.b(A.java:1)"));
            assertThat(death.exitCode()).isEqualTo(143);
            assertThat(death.hint()).contains("A.b(A.java:1)");
        }

        @Test
        void announcedSignalIsASignal() {
            assertThat(examine(143, new Announcement(null, true, 15, "")).exitCode())
                    .isEqualTo(-15);
        }

        @Test
        void announcedHungerIsOutOfMemory() {
            Death death = examine(3, new Announcement("Metaspace", false, 0, ""));
            assertThat(death.kind()).isEqualTo(Kind.OUT_OF_MEMORY);
            assertThat(death.hint()).contains("Metaspace");
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
}
