package io.heddle.examples;

import io.heddle.Signal;
import io.heddle.Signals;
import io.heddle.StrandStatus;
import io.heddle.monitor.ProcessChange;
import io.heddle.monitor.ProcessInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/// Signals that are heard, and processes that are looked at.
public final class SignalsByExample {

    private SignalsByExample() {}

    /// Runs them all.
    ///
    /// @param arguments none are looked at
    /// @throws Exception if one of the examples fails
    public static void main(String[] arguments) throws Exception {
        System.out.println("heard: " + heardTwice());
        System.out.println("states of a child that nobody asks about: " + neglected());
        System.out.print(family());
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
