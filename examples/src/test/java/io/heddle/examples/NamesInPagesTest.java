package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the pages for learners name is there: a method that does not exist would send them on a search.
class NamesInPagesTest {

    private static final String TABLES = "docs/from-python.md";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    @Test
    void everyClassAndMethodNamedForLearnersExists() {
        List<String> wrong = new ArrayList<>();
        for (Path page : Documents.endingWith(".md")) {
            String name = Documents.nameOf(page);
            if (Documents.isForLearners(name)) {
                codeIn(page, name.equals(TABLES)).stream()
                        .flatMap(code -> NamedCode.wrongNames(code).stream())
                        .forEach(bad -> wrong.add(name + ": " + bad));
            }
        }
        assertThat(wrong).as("names that are neither Heddle's nor the JDK's").isEmpty();
    }

    @Test
    void tablesHaveRealCodeInThem() {
        assertThat(codeIn(Documents.root().resolve(TABLES), true))
                .anySatisfy(code -> assertThat(code).contains("Strand.ofProcess()"))
                .hasSizeGreaterThan(100);
    }

    /// Names that people know who have learnt multitasking with Python.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "os.fork",
                "os.getpid",
                "os.getppid",
                "os.kill",
                "Process",
                ".start",
                ".join",
                ".is_alive",
                ".terminate",
                ".exitcode",
                ".daemon",
                "setDaemon",
                "current_process",
                "Pool(",
                ".apply_async",
                ".map",
                ".close",
                "Queue(",
                ".put",
                ".get",
                "put_nowait",
                "get_nowait",
                ".qsize",
                ".empty",
                ".full",
                "task_done",
                "Pipe(",
                "Value(",
                "Array(",
                "SharedMemory(",
                "Manager(",
                "Thread(",
                "current_thread",
                "get_ident",
                "enumerate",
                "Lock(",
                ".acquire",
                ".release",
                "Event(",
                "Condition(",
                "Semaphore(",
                "Barrier(",
                "ThreadPoolExecutor",
                "ProcessPoolExecutor",
                ".submit",
                ".result",
                ".done",
                ".cancel",
                "as_completed",
                "wait(",
                ".shutdown",
                "subprocess.call",
                "Popen(",
                ".communicate",
                ".returncode",
                "signal.signal",
                "gevent.spawn",
                "gevent.joinall",
                "gevent.sleep",
                "monkey.patch_all",
                "asyncio.run",
                "asyncio.gather",
                "TaskGroup",
            })
    void everyCallThatLearnersKnowIsAnswered(String call) {
        List<String> left =
                Documents.lines(Documents.root().resolve(TABLES)).stream()
                        .filter(line -> line.startsWith("| "))
                        .map(line -> cells(line).getFirst())
                        .toList();
        assertThat(left).anySatisfy(cell -> assertThat(cell).contains(call));
    }

    @Test
    void namesThatDoNotExistAreFound() {
        assertThat(NamedCode.wrongNames("Strand.ofProces()")).containsExactly("Strand.ofProces");
        assertThat(NamedCode.wrongNames("SharedQeue")).containsExactly("SharedQeue");
        assertThat(NamedCode.wrongNames("Strand.ofProcess().daemon(true).begin(() -> f(x))"))
                .containsExactly("Strand.ofProcess.daemon.begin");
        assertThat(NamedCode.wrongNames("pool.submit(() -> Signals.sent(pid, Signal.KIL))"))
                .containsExactlyInAnyOrder("Signals.sent", "Signal.KIL");
        assertThat(NamedCode.wrongNames("new TreeMap<K, V>()")).isEmpty();
        assertThat(NamedCode.wrongNames("Futures.Until.FIRST, or TERM and \"Any.thing\""))
                .isEmpty();
        assertThat(NamedCode.wrongNames("Strand.ofThread().name(\"a\").start(() -> f())"))
                .isEmpty();
    }

    /// Gives the pieces of code in the text of a page, in its blocks none.
    private static List<String> codeIn(Path page, boolean leftIsPython) {
        List<String> code = new ArrayList<>();
        boolean block = false;
        for (String line : Documents.lines(page)) {
            boolean fence = line.stripLeading().startsWith("```");
            block ^= fence;
            if (!block && !fence) {
                List<String> cells = line.startsWith("| ") ? cells(line) : List.of(line);
                boolean skip = leftIsPython && cells.size() > 1;
                cells.stream()
                        .skip(skip ? 1 : 0)
                        .flatMap(cell -> CODE.matcher(cell).results())
                        .map((MatchResult found) -> found.group(1))
                        .forEach(code::add);
            }
        }
        return code;
    }

    private static List<String> cells(String row) {
        return List.of(row.substring(1).split("\\|"));
    }
}
