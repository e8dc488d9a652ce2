package io.heddle.examples;

import io.heddle.Futures;
import io.heddle.Signal;
import io.heddle.Signals;
import io.heddle.command.Command;
import io.heddle.command.CommandFailedException;
import io.heddle.command.CommandResult;
import io.heddle.command.CommandTimeoutException;
import io.heddle.command.OutputTo;
import io.heddle.command.RunningCommand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// Running programs that are not ours.
public final class CommandsByExample {

    private CommandsByExample() {}

    /// Runs them all.
    ///
    /// @param arguments none are looked at
    /// @throws Exception if one of the examples fails
    public static void main(String[] arguments) throws Exception {
        System.out.println("sorted: " + sorted().strip());
        System.out.println("failed: " + checked());
        System.out.println("pipeline: " + pipeline());
        System.out.println("lines: " + lines());
        System.out.println("in time: " + inTime());
        System.out.println("first: " + firstOfMany());
        System.out.println(
                "finished: "
                        + untilCtrlC(
                                Stream.of("1", "2").map(n -> Command.of("sleep", n)).iterator())
                        + " of 2"); // fewer if you press Ctrl-C
    }

    // tag::command[]
    static String sorted() throws InterruptedException {
        CommandResult result =
                Command.of("sort").input("b\na\n").timeout(Duration.ofSeconds(5)).check().run();
        return result.stdout(); // a, b; also exitCode(), stderr(), duration()
    }

    // end::command[]

    static String checked() throws InterruptedException {
        try {
            return Command.of("ls", "/no/such/place").check().run().stdout();
        } catch (CommandFailedException e) {
            return e.exitCode() + " " + e.lastErrorLines().size();
        }
    }

    // tag::pipeline[]
    static String pipeline() throws InterruptedException {
        Command words = Command.of("tr", " ", "\n").input("a rose is a rose");
        Command count = words.pipeTo(Command.of("sort")).pipeTo(Command.of("uniq", "-c"));
        CommandResult result = count.pipefail().check().run();
        return result.stdout().lines().count()
                + " words, "
                + result.exitCodes(); // 3 words, [0, 0, 0]
    }

    // end::pipeline[]

    static List<String> lines() throws InterruptedException {
        List<String> seen = new ArrayList<>();
        Command.of("seq", "3").stdout(OutputTo.lines(seen::add)).check().run();
        return seen;
    }

    // tag::time[]
    static String inTime() throws InterruptedException {
        Command slow = Command.shell("echo begun; sleep 60 & sleep 60"); // holds the output open
        try {
            return slow.timeout(Duration.ofMillis(200)).run().stdout();
        } catch (CommandTimeoutException e) {
            return e.output().stdout(); // begun; nothing of it is left
        }
    }

    // end::time[]

    // tag::background[]
    static String firstOfMany() throws InterruptedException, ExecutionException {
        RunningCommand slow = Command.of("sleep", "60").start();
        RunningCommand fast = Command.of("echo", "here").directory(Path.of("/")).start();
        var waited = Futures.await(List.of(slow, fast), Futures.Until.FIRST);
        slow.kill(); // with all that it has started
        return waited.done().iterator().next().get().stdout().strip();
    }

    // end::background[]

    // tag::finish[]
    /// Runs one after the other. Ctrl-C lets what runs come to its end and begins nothing more; the second one ends it.
    static int untilCtrlC(Iterator<Command> jobs) throws InterruptedException {
        AtomicBoolean enough = new AtomicBoolean();
        Runnable heard =
                () -> {
                    if (enough.getAndSet(true)) {
                        System.exit(128 + Signal.INT.number()); // ends what runs, as always
                    }
                };
        int finished = 0;
        try (var _ = Signals.on(Signal.INT, heard)) { // it does not end this program any more
            while (jobs.hasNext() && !enough.get()) {
                jobs.next().ownSession().check().run(); // the terminal does not reach it
                finished++;
            }
        } // from here on Ctrl-C does what it did before
        return finished;
    }
    // end::finish[]
}
