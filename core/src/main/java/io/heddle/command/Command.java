package io.heddle.command;

import io.heddle.spi.CommandLines;
import io.heddle.spi.Durations;
import io.heddle.spi.Enclosure;
import io.heddle.spi.Parameters;
import java.io.InputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A program that is not ours, with all that it is to be given; or a pipeline of several.
///
/// A command is immutable: each method gives a new one. It can be run any number of times, by any threads,
/// unless its input is a stream that can be read once.
///
/// ```java
/// CommandResult sorted = Command.of("sort").input("b\na\n").timeout(Duration.ofSeconds(5)).check().run();
/// ```
///
/// For code of your own take a pool or a strand of processes: what it gives back is an object, not text.
///
/// ## Streams
///
/// Input is written, and output read, by threads of Heddle, all at the same time, so that no pipe is ever full
/// because nobody looks. A command that reads less than it is given is no failure.
///
/// ## What belongs to a command
///
/// Its *tree*: the processes that it has started itself, directly or not. A kill, a time limit, an interrupt and
/// the end of this program reach them all, also those that have lost their parent or have made a session of
/// their own; see [#ownSession()] for the one way out. A command that ends by itself leaves alone what it has
/// started. As long as one of them has the output open, the command is not at its end, as in a shell.
///
/// ## Exit codes
///
/// `-N` if signal *N* ended the program. The system tells the JDK the same number for that and for an exit with
/// 128 + *N*, as shells do it, so that an exit with 129 is given as -1 too. 128 and what belongs to no signal
/// is given as it is.
///
/// ## Cancellation
///
/// [#run()] is *lossy*: if its thread is interrupted, the tree is ended, and what it has said and done so far is
/// lost or stays as it is. The future that [#start()] gives says it for itself.
///
/// ## If a process dies
///
/// The command's: that is its exit code. This one, in an orderly way: the trees of all commands that run are
/// ended before it is gone, by TERM and then KILL, but for those that [#outliveParent()]. This one by KILL:
/// nobody is there to end them. A command that was started by a task in a pool of processes is ended then with
/// the worker; and if there is a worker, the last of them ends the commands of the main program too. Without
/// one they go on until they read the end of their input or write to somebody who is gone.
///
/// ## Source
///
/// The functions follow `subprocess` of CPython.
public final class Command {

    private final List<Stage> stages;
    private final Terms terms;

    private Command(List<Stage> stages, Terms terms) {
        this.stages = List.copyOf(stages);
        this.terms = terms;
    }

    /// Names a program and its arguments. No shell looks at them: each arrives as it is.
    ///
    /// @param program its name, to be found on the path of this process, or where it is
    /// @param arguments what it is given
    /// @return the command
    /// @throws IllegalArgumentException if the name is empty, or there is a NUL in anything
    public static Command of(String program, String... arguments) {
        Objects.requireNonNull(program, "program");
        return of(
                Stream.concat(
                                Stream.of(program),
                                Parameters.listOf("arguments", arguments).stream())
                        .toList());
    }

    /// Names a program and its arguments, in one list.
    ///
    /// @param line the program first
    /// @return the command
    /// @throws IllegalArgumentException if the list or the name is empty, or there is a NUL in anything
    public static Command of(List<String> line) {
        List<String> arguments = List.copyOf(line);
        CommandLines.requireUsable(arguments);
        return new Command(List.of(Stage.of(arguments)), Terms.UNSAID);
    }

    /// Lets the system's shell read a text: `/bin/sh -c` where there is one, otherwise `cmd /c`.
    ///
    /// Whatever was put into the text is read by the shell too. Text from elsewhere belongs into arguments of
    /// [#of(String, String...)], or into the environment.
    ///
    /// @param script what the shell is to do
    /// @return the command
    /// @throws IllegalArgumentException if there is a NUL in it
    public static Command shell(String script) {
        return System.getProperty("os.name", "").startsWith("Windows")
                ? of("cmd", "/c", script)
                : of("/bin/sh", "-c", script);
    }

    // ---- where and with what it runs
    // -------------------------------------------------------------

    /// Says where it runs. Of a pipeline: where all run.
    ///
    /// @param folder the working directory; a program that is named by a relative path is looked for from here
    /// @return the new command
    public Command directory(Path folder) {
        Objects.requireNonNull(folder, "directory");
        return each(stage -> stage.in(folder));
    }

    /// Sets variables beside those of this process and those that were set before. Of a pipeline: for all.
    ///
    /// @param variables names and values
    /// @return the new command
    /// @throws IllegalArgumentException if a name is empty or has `=` in it, or anything has a NUL
    public Command environment(Map<String, String> variables) {
        CommandLines.requireEnvironment(variables);
        return each(stage -> stage.with(variables));
    }

    /// Sets a variable.
    ///
    /// @param name its name
    /// @param value its value
    /// @return the new command
    /// @throws IllegalArgumentException if the name is empty or has `=` in it, or anything has a NUL
    public Command environment(String name, String value) {
        Objects.requireNonNull(name, "environment: a name");
        Objects.requireNonNull(value, () -> "environment: the value of " + name);
        return environment(Map.of(name, value));
    }

    /// Sets the only variables that it has, but for one by which Heddle knows its tree. The program is looked
    /// for on the path of this process all the same.
    ///
    /// @param variables names and values
    /// @return the new command
    /// @throws IllegalArgumentException if a name is empty or has `=` in it, or anything has a NUL
    public Command onlyEnvironment(Map<String, String> variables) {
        CommandLines.requireEnvironment(variables);
        return each(stage -> stage.withOnly(variables));
    }

    /// Gives it a session of its own, if the system has a program `setsid`; otherwise nothing changes. It costs
    /// the start of that program, half as much again as the command itself.
    ///
    /// A command with a session of its own has no terminal and hears no Ctrl-C. Its tree is then known by its
    /// session too, which finds a process that has cleared its environment and has lost its parent.
    ///
    /// @return the new command
    public Command ownSession() {
        return new Command(stages, terms.inOwnSession());
    }

    /// Lets it go on when this program ends.
    ///
    /// Nobody reads any more by then what it says, if that was captured or handed on: the first that it writes
    /// after the end of this program fails, and ends most programs by the signal PIPE. So give what is to go on a
    /// [file][OutputTo#file] for its output and its errors, or [discard][OutputTo#discard] them; and if it reads
    /// long, a [file][#input(Path)] too, since an input that this program writes ends with it.
    ///
    /// @return the new command
    public Command outliveParent() {
        return new Command(stages, terms.outliving());
    }

    // ---- input ---------------------------------------------------------------------------------

    /// Gives it text to read, in its [charset][#charset].
    ///
    /// @param text all that it reads
    /// @return the new command
    public Command input(String text) {
        return input(new Input.Text(Objects.requireNonNull(text, "input")));
    }

    /// Gives it bytes to read.
    ///
    /// @param bytes all that it reads; copied
    /// @return the new command
    public Command input(byte[] bytes) {
        return input(new Input.Bytes(bytes.clone()));
    }

    /// Gives it a file to read, which does not come into this process.
    ///
    /// If it is a named pipe, the start waits until somebody has opened it for writing, whatever the time limit, which
    /// counts from the start; as it does for a reader if output goes to such a pipe. An interrupt ends that
    /// wait, and nothing is started. The thread that has waited for the caller stays until the other end is opened, and
    /// then closes its own: the system lets nobody call such an opening off. Neither does it for a device that
    /// lets its opener wait, such as a serial line, and there an interrupt waits too.
    ///
    /// @param file the file, which must be there when the command is started
    /// @return the new command
    public Command input(Path file) {
        return input(new Input.OfFile(Objects.requireNonNull(file, "input")));
    }

    /// Gives it what a stream gives. Such a command is run once; the stream is not closed.
    ///
    /// The stream is read by a thread of its own. If the command ends while that thread waits for the stream, it
    /// is interrupted, and the command ends without it.
    ///
    /// @param stream what it reads
    /// @return the new command
    public Command input(InputStream stream) {
        return input(Input.of(Objects.requireNonNull(stream, "input")));
    }

    /// Gives it pieces of text, each made when the one before was written. Nothing is put between them.
    ///
    /// @param pieces what it reads, perhaps without end; run through by a thread of its own each time
    /// @return the new command
    public Command input(Iterable<String> pieces) {
        return input(new Input.Pieces(Objects.requireNonNull(pieces, "input")));
    }

    /// Gives it what somebody writes while it runs.
    ///
    /// @param writer called by a thread of its own each time; if it throws something else than the stream did,
    ///   the command is killed and fails with [CommandOutputException]
    /// @return the new command
    public Command input(InputWriter writer) {
        return input(new Input.Written(Objects.requireNonNull(writer, "input")));
    }

    /// Gives it the standard input of this process, a terminal perhaps.
    ///
    /// @return the new command
    public Command inheritInput() {
        return input(new Input.Inherited());
    }

    private Command input(Input input) {
        return new Command(stages, terms.withInput(input));
    }

    // ---- output --------------------------------------------------------------------------------

    /// Says where its output goes; it is captured otherwise.
    ///
    /// @param to where to
    /// @return the new command
    public Command stdout(OutputTo to) {
        return new Command(stages, terms.withStdout(Objects.requireNonNull(to, "stdout")));
    }

    /// Says where its error stream goes; it is captured otherwise. Of a pipeline: for all.
    ///
    /// @param to where to
    /// @return the new command
    public Command stderr(OutputTo to) {
        Objects.requireNonNull(to, "stderr");
        return each(stage -> stage.withErrorsTo(to));
    }

    /// Lets its error stream go where its output goes, in the order in which it writes.
    ///
    /// @return the new command
    public Command mergeErrors() {
        return each(Stage::merging);
    }

    /// Says in which charset text is read and written; UTF-8 otherwise.
    ///
    /// @param charset of input and output
    /// @return the new command
    public Command charset(Charset charset) {
        return new Command(stages, terms.withCharset(Objects.requireNonNull(charset, "charset")));
    }

    /// Limits how much output is kept, of both streams together. A command that says more is killed and fails
    /// with [CommandOutputException], before the memory of this process is used up. Otherwise the limit is a
    /// quarter of the largest heap.
    ///
    /// @param bytes at least 0, at most two gibibytes less eight
    /// @return the new command
    /// @throws IllegalArgumentException if it is less or more
    public Command maxOutputBytes(long bytes) {
        if (bytes < 0 || bytes > Terms.MOST_KEPT_BYTES) {
            throw new IllegalArgumentException(
                    "output that is kept has between 0 and %d bytes: maxOutputBytes=%d"
                            .formatted(Terms.MOST_KEPT_BYTES, bytes));
        }
        return new Command(stages, terms.withMaxOutputBytes(bytes));
    }

    // ---- its end -------------------------------------------------------------------------------

    /// Limits how long it may run, from its start. At the limit its whole tree gets TERM, after the
    /// [grace][#grace] KILL; then it fails with [CommandTimeoutException], which has what it had said.
    ///
    /// The failure comes when the tree is gone, or at the latest some three seconds after the grace: if there is
    /// a process by then that even KILL did not end, the message says so.
    ///
    /// @param limit positive
    /// @return the new command
    /// @throws IllegalArgumentException if it is zero or negative
    public Command timeout(Duration limit) {
        return new Command(stages, terms.withTimeout(Durations.requirePositive("timeout", limit)));
    }

    /// Says how long its tree has to end by itself after TERM; half a second otherwise. What one of its processes
    /// starts to clean up after its TERM is left alone until then, as long as that process lives.
    ///
    /// @param time zero or less for KILL at once
    /// @return the new command
    public Command grace(Duration time) {
        return new Command(stages, terms.withGrace(Objects.requireNonNull(time, "grace")));
    }

    /// Makes any exit code but 0 a failure, [CommandFailedException].
    ///
    /// @return the new command
    public Command check() {
        return new Command(stages, terms.checked());
    }

    // ---- pipelines -----------------------------------------------------------------------------

    /// Lets another command read what this one writes. The system hands it over; it does not come into this
    /// process.
    ///
    /// The new command reads what this one reads and writes where the other one writes. All else that was said
    /// of either holds for it, of two time limits the shorter one.
    ///
    /// @param next who reads
    /// @return the pipeline
    /// @throws IllegalArgumentException if it was said where the output of this one goes, or what the other one
    ///   reads
    public Command pipeTo(Command next) {
        if (!(terms.stdout() instanceof OutputTo.Capture)) {
            throw new IllegalArgumentException(
                    "the output of a command goes to one place: command=%s next=%s stdout=%s"
                            .formatted(this, next, terms.stdout()));
        }
        if (!(next.terms.input() instanceof Input.Unsaid)) {
            throw new IllegalArgumentException(
                    "a command has one input: command=%s next=%s; leave out what the next one was given"
                            .formatted(this, next));
        }
        List<Stage> all = new ArrayList<>(stages);
        all.addAll(next.stages);
        return new Command(all, terms.joined(next.terms));
    }

    /// Makes the exit code of a pipeline that of the last program that did not end with 0, instead of that of
    /// the last program.
    ///
    /// @return the new command
    public Command pipefail() {
        return new Command(stages, terms.failingWithAny());
    }

    // ---- running it ----------------------------------------------------------------------------

    /// Runs it and waits until it has ended and all its output is read. If no input was given, it reads nothing.
    ///
    /// @return how it ended and what it said
    /// @throws InterruptedException if interrupted while waiting; its tree has been ended, or it was not even started
    /// @throws CommandStartException if it could not be started; its subclasses say why
    /// @throws CommandTimeoutException if its time was up
    /// @throws CommandFailedException if it is to be [checked][#check()] and its exit code is not 0
    /// @throws CommandOutputException if it said more than may be kept, or a consumer of its lines or a writer of
    ///   its input failed
    /// @throws CancellationException if its scope has ended it
    public CommandResult run() throws InterruptedException {
        return Execution.start(stages, terms, false).runToEnd();
    }

    /// Starts it and does not wait. If no input was given, it can be given later, by
    /// [RunningCommand#communicate(String)].
    ///
    /// @return the running command
    /// @throws CommandStartException if it could not be started; its subclasses say why
    /// @throws CancellationException if interrupted while it waits for the other end of a [named pipe][#input(Path)];
    ///   nothing was started, and the thread is marked as interrupted
    public RunningCommand start() {
        Execution execution = startUnlessInterrupted();
        execution.watch();
        Enclosure.adopt(execution.future());
        return execution.future();
    }

    private Execution startUnlessInterrupted() {
        try {
            return Execution.start(stages, terms, true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            CancellationException cancelled =
                    new CancellationException(
                            "interrupted while a command waited for the other end of a named pipe: command=%s; it was not started"
                                    .formatted(Quoting.brief(toString())));
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    private Command each(UnaryOperator<Stage> change) {
        return new Command(stages.stream().map(change).toList(), terms);
    }

    /// Gives the command line as one would write it for a shell.
    @Override
    public String toString() {
        return lineOf(stages);
    }

    static String lineOf(List<Stage> stages) {
        StringJoiner line = new StringJoiner(" | ");
        stages.forEach(stage -> line.add(stage.toString()));
        return line.toString();
    }

    // ---- what it has said ----------------------------------------------------------------------

    /// What a command has said.
    ///
    /// What does not come into this process, because it goes to a file for example, is empty here.
    public static final class Output implements Serializable {

        @Serial private static final long serialVersionUID = 1L;

        private final Pieces stdout;
        private final Pieces stderr;

        /// A charset cannot travel, its name can.
        private final String charset;

        Output(Pieces stdout, Pieces stderr, Charset charset) {
            this.stdout = stdout;
            this.stderr = stderr;
            this.charset = charset.name();
        }

        /// Gives what came on the standard output.
        ///
        /// @return the text; what is not of the command's charset is replaced by its sign for that
        public String stdout() {
            return new String(stdout.join(), Charset.forName(charset));
        }

        /// Gives what came on the error stream; of all programs, if it was a pipeline.
        ///
        /// @return the text; what is not of the command's charset is replaced by its sign for that
        public String stderr() {
            return new String(stderr.join(), Charset.forName(charset));
        }

        /// Gives what came on the standard output.
        ///
        /// @return a copy of the bytes
        public byte[] stdoutBytes() {
            return stdout.join();
        }

        /// Gives what came on the error stream.
        ///
        /// @return a copy of the bytes
        public byte[] stderrBytes() {
            return stderr.join();
        }

        /// Gives the last lines of errors; where there are none, of what it said, since errors may be merged with it.
        List<String> lastWords() {
            return (stderr.length() > 0 ? stderr : stdout).lastLines(Charset.forName(charset));
        }

        @Override
        public String toString() {
            return "Output[stdout=%d bytes, stderr=%d bytes]"
                    .formatted(stdout.length(), stderr.length());
        }
    }
}
