package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Action;
import io.heddle.Signal;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.WorkerDiedException.Kind;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Every way to die has a report of its own, and each tells who died and where to look next.
///
/// One more, by the system itself, is in [KilledBySystemTest]; that a JVM does not start is in
/// [WorkerDeathTest]. The table is `docs/reference/deaths.md`.
@Tag("slow")
@Timeout(300)
@ExtendWith(NoLeftovers.class)
class TwelveDeathsTest {

    private static final int KILL = -9;
    private static final int TERM = -15;
    private static final int ABRT = -6;
    private static final int SEGV = -11;

    /// Each death is died once; several tests look at its report.
    private static final Map<Death, WorkerDiedException> REPORTS = new EnumMap<>(Death.class);

    /// What a task does to its worker, and how the report must look.
    @SuppressWarnings("ImmutableEnumChecker") // nobody changes them
    enum Death {
        HALT_THAT_LOOKS_CLEAN(Kind.EXIT, 0, "Runtime.halt", () -> Probe.halt(0)),
        HALT(Kind.EXIT, 3, "Runtime.halt", () -> Probe.halt(3)),
        EXIT(Kind.EXIT, 3, "System.exit was called at io.heddle", () -> System.exit(3)),
        EXIT_BY_ANOTHER_THREAD(
                Kind.EXIT, 3, "in thread rogue", TwelveDeathsTest::exitInAnotherThread),
        KILL(Kind.SIGNAL, TwelveDeathsTest.KILL, "somebody killed it", () -> Probe.dieBy("KILL")),
        TERM(Kind.SIGNAL, TwelveDeathsTest.TERM, "asked it to end", () -> Probe.dieBy("TERM")),
        ABRT(Kind.SIGNAL, TwelveDeathsTest.ABRT, "abort", () -> Probe.dieBy("ABRT")),
        SEGV(Kind.SIGNAL, TwelveDeathsTest.ABRT, "SIGSEGV", () -> Probe.dieBy("SEGV")),
        NATIVE_STACK_OVERFLOW(
                Kind.SIGNAL,
                TwelveDeathsTest.SEGV,
                "native code overflows its stack",
                TwelveDeathsTest::overflowInNativeCode,
                "--enable-native-access=ALL-UNNAMED"),
        HEAP(Kind.OUT_OF_MEMORY, 3, "maxHeapBytes", TwelveDeathsTest::eatHeap, "-Xmx32m"),
        METASPACE(
                Kind.OUT_OF_MEMORY,
                3,
                "MaxMetaspaceSize",
                TwelveDeathsTest::eatMetaspace,
                "-XX:MaxMetaspaceSize=24m"),
        DIRECT_MEMORY(
                Kind.OUT_OF_MEMORY,
                3,
                "MaxDirectMemorySize",
                TwelveDeathsTest::eatDirectMemory,
                "-XX:MaxDirectMemorySize=8m"),
        THREADS(
                Kind.OUT_OF_MEMORY,
                3,
                "pids.max",
                () -> new Thread(null, () -> {}, "huge", 1L << 50).start()),
        INTERRUPTED_CONTROL(
                Kind.EXIT, 4, "interrupted a thread of the worker", TwelveDeathsTest::interrupt),
        RUBBISH(
                Kind.SIGNAL,
                TwelveDeathsTest.KILL,
                "this process killed it: it sent what no worker sends",
                TwelveDeathsTest::talkRubbish,
                "--add-opens=java.base/java.io=ALL-UNNAMED");

        private final Kind kind;
        private final int exitCode;
        private final String hint;
        private final Action deadly;
        private final String[] jvmArgs;

        Death(Kind kind, int exitCode, String hint, Action deadly, String... jvmArgs) {
            this.kind = kind;
            this.exitCode = exitCode;
            this.hint = hint;
            this.deadly = deadly;
            this.jvmArgs = jvmArgs;
        }

        boolean leavesACrashFile() {
            return this == SEGV;
        }

        private WorkerDiedException die() throws Exception {
            String task = "task-of-" + this;
            Action victim = deadly;
            try (TaskPool pool =
                    Probe.briefPools()
                            .name("pool-of-" + this)
                            .workers(1)
                            .jvmArgs(jvmArgs)
                            .output(TaskOutput.discard())
                            .build()) {
                TaskFuture<?> doomed = pool.submit(TaskOptions.named(task), victim);
                TaskFuture<Integer> next = pool.submit(() -> 42);
                WorkerDiedException report = failureOf(doomed, WorkerDiedException.class);
                assertThat(resultOf(next)).isEqualTo(42);
                return report;
            }
        }
    }

    @AfterAll
    static void removeCrashFiles() throws IOException {
        for (WorkerDiedException report : REPORTS.values()) {
            if (report.crashFile().isPresent()) {
                Files.delete(report.crashFile().get());
            }
        }
        REPORTS.clear();
    }

    // ---- what tasks do -----------------------------------------------------------------------

    private static void exitInAnotherThread() {
        Thread.ofPlatform().daemon().name("rogue").start(() -> System.exit(3));
        Probe.waitForEver();
    }

    private static void eatHeap() {
        List<byte[]> hoard = new ArrayList<>();
        while (hoard.size() < 1_000_000) {
            hoard.add(new byte[1 << 20]);
        }
    }

    private static void eatDirectMemory() {
        List<ByteBuffer> hoard = new ArrayList<>();
        while (hoard.size() < 1_000) {
            hoard.add(ByteBuffer.allocateDirect(1 << 20));
        }
    }

    private static void eatMetaspace() throws Exception {
        String name = TwelveDeathsTest.class.getPackageName() + ".Bred";
        byte[] bytes = ClassFile.of().build(ClassDesc.of(name), made -> {});
        List<Class<?>> hoard = new ArrayList<>();
        while (hoard.size() < 1_000_000) {
            hoard.add(
                    MethodHandles.lookup()
                            .defineHiddenClass(
                                    bytes, false, MethodHandles.Lookup.ClassOption.STRONG)
                            .lookupClass());
        }
    }

    /// The C library reads a regular expression by recursion, a level for each parenthesis.
    @SuppressWarnings("restricted")
    private static void overflowInNativeCode() {
        Linker linker = Linker.nativeLinker();
        MethodHandle compile =
                linker.downcallHandle(
                        linker.defaultLookup().find("regcomp").orElseThrow(),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment expression = arena.allocateFrom("(".repeat(1_000_000));
            int extended = 1;
            int _ = (int) compile.invokeExact(arena.allocate(4_096), expression, extended);
        } catch (Throwable e) {
            throw new AssertionError("the C library noticed", e);
        }
        Probe.waitForEver();
    }

    private static void interrupt() {
        Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("heddle-control"))
                .forEach(Thread::interrupt);
        Probe.waitForEver();
    }

    /// Writes into every socket of the process, past everything that would hinder it.
    private static void talkRubbish() throws Exception {
        Field number = FileDescriptor.class.getDeclaredField("fd");
        number.setAccessible(true);
        List<Path> open;
        try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd"))) {
            open = entries.toList();
        }
        for (Path entry : open) {
            if (isSocket(entry)) {
                FileDescriptor descriptor = new FileDescriptor();
                number.setInt(descriptor, Integer.parseInt(entry.getFileName().toString()));
                write(new FileOutputStream(descriptor));
            }
        }
        Probe.waitForEver();
    }

    private static void write(FileOutputStream out) {
        try {
            out.write("rubbish".repeat(100).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (IOException e) {
            // one that the JDK keeps for itself, half closed
        }
    }

    private static boolean isSocket(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // the one by which the folder was read
        }
    }

    // ---- what the reports say -----------------------------------------------------------------

    private static synchronized WorkerDiedException reportOf(Death death) throws Exception {
        WorkerDiedException known = REPORTS.get(death);
        if (known == null) {
            known = death.die();
            REPORTS.put(death, known);
        }
        return known;
    }

    @ParameterizedTest
    @EnumSource
    void deathIsReportedForWhatItIs(Death death) throws Exception {
        WorkerDiedException report = reportOf(death);

        assertThat(report.kind()).as(report.getMessage()).isEqualTo(death.kind);
        assertThat(report.exitCode()).isEqualTo(death.exitCode);
        assertThat(report.hint()).contains(death.hint);
        assertThat(report.signal())
                .isEqualTo(
                        death.exitCode < 0
                                ? Signal.ofNumber(-death.exitCode)
                                : java.util.Optional.empty());
        assertThat(report.crashFile().isPresent()).isEqualTo(death.leavesACrashFile());
        assertThat(report.uptime()).isPositive();
        assertThat(report.attempts()).isEqualTo(1);
        assertThat(report.lastMemoryBytes().orElse(0)).isGreaterThan(1 << 20);
        assertThat(report.peakMemoryBytes().orElse(0))
                .isGreaterThanOrEqualTo(report.lastMemoryBytes().orElse(0));
    }

    @ParameterizedTest
    @EnumSource
    void messageNamesTheTaskAndTheWorkerAndSaysWhereToLook(Death death) throws Exception {
        WorkerDiedException report = reportOf(death);

        assertThat(report)
                .hasMessageContaining("task=task-of-" + death)
                .hasMessageContaining("worker=pool-of-" + death + "-1")
                .hasMessageContaining("pid=" + report.pid())
                .hasMessageContaining(report.hint());
    }

    @Test
    @Tag("fault-5")
    void noTwoDeathsHaveTheSameReport() throws Exception {
        Map<String, Death> byReport = new HashMap<>();
        for (Death death : Death.values()) {
            String seen = withoutChance(reportOf(death));
            assertThat(byReport.put(seen, death)).as("looks like " + death + ": " + seen).isNull();
        }
        assertThat(byReport).hasSizeGreaterThanOrEqualTo(12);
    }

    /// What a program can look at, without what differs from run to run anyway.
    private static String withoutChance(WorkerDiedException report) {
        String hint =
                report.crashFile()
                        .map(file -> report.hint().replace(file.toString(), "FILE"))
                        .orElse(report.hint());
        return "%s %d %s %s %s"
                .formatted(
                        report.kind(),
                        report.exitCode(),
                        report.signal(),
                        report.crashFile().isPresent(),
                        hint.replaceAll("[0-9]+", "N"));
    }

    @Test
    @Tag("fault-5")
    void crashFileIsThereWhenThePoolIsNot() throws Exception {
        Path file = reportOf(Death.SEGV).crashFile().orElseThrow();

        assertThat(file).isAbsolute().isNotEmptyFile();
        assertThat(file.getFileName().toString())
                .startsWith("heddle-crash-" + reportOf(Death.SEGV).pid() + "-");
    }
}
