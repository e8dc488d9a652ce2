package io.heddle.examples.tour.process;

import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.TaskOutput;
import io.heddle.command.Command;
import io.heddle.command.RunningCommand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.monitor.ProcessInfo;
import io.heddle.shared.SharedLatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What signals do to programs.
@Shows(
        id = "process.signals",
        title = "Eight signals by name or number, sent to a plain program and to a JVM",
        python =
                "os.kill(pid, signal.SIGTERM) or Popen.send_signal; a negative returncode is the number of"
                        + " the signal. Most signals end a program; some mean something else to a JVM.")
public final class SignalTable implements Program {

    private static final List<String> TABLE =
            List.of(
                    "HUP: a program ends, -1; a JVM ends, -1",
                    "2: a program ends, -2; a JVM ends, -2",
                    "QUIT: a program ends, -3; a JVM prints its threads",
                    "9: a program ends, -9; a JVM ends, -9",
                    "SEGV: a program ends, -11; a JVM ends, -6", // it notes what happened, and
                    // aborts
                    "TERM: a program ends, -15; a JVM ends, -15",
                    "CONT: a program runs again; a JVM runs again",
                    "19: a program stops; a JVM stops");

    private final SharedLatch begun = SharedLatch.create(TABLE.size());
    private final CountDownLatch dump = new CountDownLatch(1);

    @Override
    public void run(Stage stage) throws Exception {
        List<ProcessStrand<?>> jvms =
                Stream.<ProcessStrand<?>>generate(this::jvm).limit(TABLE.size()).toList();
        begun.await(); // all at once, since each takes a moment
        for (ProcessStrand<?> jvm : jvms) {
            String expected = TABLE.get(jvms.indexOf(jvm));
            String name = expected.substring(0, expected.indexOf(':'));
            Signal signal = Signal.of(name);
            RunningCommand program = Command.of("sleep", "1000").start();
            if (isIgnored(signal, program.pid())) {
                stage.say("%s is switched off by whoever started this tour", signal);
            } else {
                String one = fate(signal, program.pid(), program::send, program::exitCode);
                String other = fate(signal, jvm.pid(), jvm::send, jvm::exitCode);
                String seen = "%s: a program %s; a JVM %s".formatted(name, one, other);
                stage.equal(expected, seen, "%s is signal %d".formatted(signal, signal.number()));
            }
            program.kill();
            jvm.kill();
            program.join();
            jvm.join();
        }
    }

    /// A shell that starts something behind its back has it ignore INT and QUIT, and that is inherited.
    private static boolean isIgnored(Signal signal, long pid) throws IOException {
        Path path = Path.of("/proc/" + pid + "/status");
        String status = Files.exists(path) ? Files.readString(path) : "SigIgn: 0";
        String ignored = status.replaceAll("(?s).*SigIgn:\\s*(\\w+).*", "$1");
        return (Long.parseUnsignedLong(ignored, 16) >> (signal.number() - 1) & 1) == 1;
    }

    private ProcessStrand<?> jvm() {
        SharedLatch ready = begun;
        return Strand.ofProcess()
                .jvmArgs(
                        "-XX:+SuppressFatalErrorMessage") // or it would leave a report of its crash
                .output(
                        TaskOutput.lines(line -> {
                            if (line.text().startsWith("Full thread dump")) {
                                dump.countDown();
                            }
                        }))
                .start(() -> {
                    ready.countDown();
                    Thread.sleep(Long.MAX_VALUE);
                });
    }

    private String fate(
            Signal signal, long pid, Consumer<Signal> send, Supplier<OptionalInt> exitCode)
            throws InterruptedException {
        boolean goesOn = signal == Signal.CONT;
        if (goesOn) { // there is nothing to see unless it was stopped
            fate(Signal.STOP, pid, send, exitCode);
        }
        send.accept(signal);
        while (exitCode.get().isEmpty()) {
            boolean stopped =
                    ProcessInfo.of(pid).filter(p -> p.status() == StrandStatus.STOPPED).isPresent();
            if (stopped != goesOn) {
                return stopped ? "stops" : "runs again";
            }
            if (signal == Signal.QUIT && dump.getCount() == 0) {
                return "prints its threads";
            }
            Thread.sleep(2);
        }
        return "ends, " + exitCode.get().getAsInt();
    }
}
