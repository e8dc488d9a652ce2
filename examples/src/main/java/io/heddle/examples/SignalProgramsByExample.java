package io.heddle.examples;

import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Signals;
import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.TaskLine;
import io.heddle.TaskOutput;
import io.heddle.WorkerDiedException;
import io.heddle.monitor.ProcessChange;
import io.heddle.monitor.ProcessInfo;
import io.heddle.shared.SharedBoolean;
import io.heddle.shared.SharedEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// Small programs about signals and the states of processes.
public final class SignalProgramsByExample {

    private static final int LIMIT_SECONDS = 20;
    private static final Duration OFTEN = Duration.ofMillis(5);

    private SignalProgramsByExample() {}

    /// Runs them all. Arguments are signals by name or number; without any it is eight that everybody knows.
    ///
    /// @param arguments such as `TERM`, `SIGTERM` or `15`
    /// @throws Exception if one of the examples fails
    public static void main(String[] arguments) throws Exception {
        String[] names =
                arguments.length > 0
                        ? arguments
                        : new String[] {"HUP", "INT", "QUIT", "KILL", "SEGV", "TERM", "CONT", "19"};
        System.out.printf("%-6s %3s  %-20s %s%n", "signal", "no.", "a program", "a JVM");
        for (String name : names) {
            Signal signal = Signal.of(name);
            System.out.printf(
                    "%-6s %3d  %-20s %s%n",
                    signal, signal.number(), fateOfAProgram(signal), fateOfAJvm(signal));
        }
        System.out.println("heard: " + heardTwice());
        System.out.println("states of a child: " + statesOfAChild());
        System.out.println("states of a child that nobody asks about: " + neglected());
        System.out.print(family());
    }

    static String fateOfAProgram(Signal signal) throws IOException, InterruptedException {
        Process program = new ProcessBuilder("sleep", "1000").start();
        try {
            return fate(program.pid(), signal) == StrandStatus.ENDED
                    ? "ends, " + -(program.waitFor() - 128)
                    : outcome(signal);
        } finally {
            program.destroyForcibly();
        }
    }

    /// Sends a signal and says what it leads to: the end, a stop, or the going on of what was stopped.
    private static StrandStatus fate(long pid, Signal signal) {
        if (signal == Signal.CONT) {
            fate(pid, Signal.STOP); // there is nothing to see otherwise
        }
        try (Stream<ProcessChange> changes = ProcessInfo.watch(pid, OFTEN)) {
            Signals.send(pid, signal);
            return changes.map(ProcessChange::status)
                    .filter(status -> isFateful(signal, status))
                    .findFirst()
                    .orElse(StrandStatus.ENDED);
        }
    }

    private static boolean isFateful(Signal signal, StrandStatus status) {
        return signal == Signal.CONT
                ? status != StrandStatus.STOPPED
                : status == StrandStatus.STOPPED || status == StrandStatus.ENDED;
    }

    private static String outcome(Signal signal) {
        return signal == Signal.CONT ? "runs again" : "stops";
    }

    static String fateOfAJvm(Signal signal) throws InterruptedException, IOException {
        CountDownLatch dump = new CountDownLatch(1);
        SharedEvent begun = SharedEvent.create();
        ProcessStrand<?> jvm =
                Strand.ofProcess()
                        .daemon(true)
                        .output(TaskOutput.lines(line -> look(line, dump)))
                        .start(() -> {
                            begun.set();
                            new CountDownLatch(1).await();
                        });
        begun.await();
        try {
            if (signal == Signal.QUIT) {
                jvm.send(signal);
                boolean printed = dump.await(LIMIT_SECONDS, TimeUnit.SECONDS);
                return printed && jvm.isAlive() ? "prints its threads" : "?";
            }
            return fate(jvm.pid(), signal) == StrandStatus.ENDED ? end(jvm) : outcome(signal);
        } finally {
            jvm.kill();
            jvm.join();
        }
    }

    private static void look(TaskLine line, CountDownLatch dump) {
        if (line.text().startsWith("Full thread dump")) {
            dump.countDown();
        }
    }

    private static String end(ProcessStrand<?> jvm) throws InterruptedException, IOException {
        try {
            return "gave " + jvm.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WorkerDiedException death) {
                boolean crashed = death.crashFile().isPresent();
                if (crashed) {
                    Files.deleteIfExists(death.crashFile().get());
                }
                return "ends, " + death.exitCode() + (crashed ? ", with a crash file" : "");
            }
            return "failed: " + e.getCause();
        }
    }

    static int heardTwice() throws InterruptedException {
        // tag::heard[]
        CountDownLatch heard = new CountDownLatch(2);
        try (var _ = Signals.on(Signal.USR1, heard::countDown);
                var _ = Signals.on(Signal.USR1, heard::countDown)) {
            Signals.send(ProcessHandle.current().pid(), Signal.USR1);
            heard.await(); // both are called, each on a thread of its own
        }
        // from here on USR1 does what it did before: it ends the program
        // end::heard[]
        return 2 - (int) heard.getCount();
    }

    /// What a child does, in the order in which it was seen.
    static List<StrandStatus> statesOfAChild() throws InterruptedException {
        SharedBoolean enough = SharedBoolean.create(false);
        SharedEvent end = SharedEvent.create();
        ProcessStrand<?> child =
                Strand.ofProcess()
                        .unstarted(() -> {
                            while (!enough.get()) {
                                Thread.onSpinWait(); // runs
                            }
                            end.await(); // waits
                        });
        List<StrandStatus> seen = new ArrayList<>();
        see(child, StrandStatus.NEW, seen);
        child.start();
        see(child, StrandStatus.READY, seen);
        see(child, StrandStatus.RUNNING, seen);
        enough.set(true);
        see(child, StrandStatus.WAITING, seen);
        child.send(Signal.STOP);
        see(child, StrandStatus.STOPPED, seen);
        child.send(Signal.CONT);
        see(child, StrandStatus.WAITING, seen);
        end.set();
        see(child, StrandStatus.ENDED, seen);
        return seen;
    }

    /// Looks until the child does something.
    private static void see(ProcessStrand<?> child, StrandStatus wanted, List<StrandStatus> seen) {
        long begin = System.nanoTime();
        while (child.status() != wanted) {
            if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                throw new IllegalStateException("never seen: " + wanted + " after " + seen);
            }
            LockSupport.parkNanos(1_000_000);
        }
        seen.add(wanted);
    }

    /// The shell becomes a program that does not know of the child that the shell had.
    static List<StrandStatus> neglected() throws IOException {
        Process parent =
                new ProcessBuilder("sh", "-c", "sleep 0.1 & echo $!; exec sleep 1000").start();
        long child = Long.parseLong(parent.inputReader(StandardCharsets.UTF_8).readLine());
        try {
            // tag::watch[]
            List<StrandStatus> seen = new ArrayList<>();
            try (Stream<ProcessChange> changes = ProcessInfo.watch(child)) {
                boolean died =
                        changes.map(ProcessChange::status)
                                .peek(seen::add) // what it does, as soon as it is seen
                                .anyMatch(status -> status == StrandStatus.ZOMBIE);
                return died ? seen : List.of();
            }
            // end::watch[]
        } finally {
            parent.destroyForcibly();
        }
    }

    static String family() throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", "sleep 1000 & echo on; wait").start();
        String said = shell.inputReader(StandardCharsets.UTF_8).readLine();
        long pid = shell.pid();
        try {
            // tag::info[]
            ProcessInfo info = ProcessInfo.of(pid).orElseThrow();
            System.out.println(info.name() + " of " + info.user().orElse("?") + ": " + said);
            System.out.println(info.residentBytes().orElse(0) + " bytes in memory");
            return ProcessInfo.tree(pid).orElseThrow().toString(); // a line for each
            // end::info[]
        } finally {
            Signals.sendTree(pid, Signal.KILL);
        }
    }
}
