package io.heddle.command;

import io.heddle.Signal;
import io.heddle.TaskFuture;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/// A command that was started.
///
/// It is the future of its result, and works wherever a [TaskFuture] does: [io.heddle.Futures#asCompleted] and
/// [io.heddle.Futures#await] wait for many. It fails as [Command#run()] does. What it says is read from its start
/// on, whether anybody waits or not, and kept up to [Command#maxOutputBytes]: what runs for long and says much
/// should do so into a [file][OutputTo#file] or to a [consumer][OutputTo#lines].
///
/// ## Cancellation
///
/// `cancel(true)` is *lossy*: the future is cancelled at once, and the tree gets TERM and after the grace KILL;
/// [#join()] waits for that. `cancel(false)` is *detached*: the command goes on.
///
/// ## Scopes
///
/// A command that is started within a scope, such as [io.heddle.coroutine.CoroutineScope], belongs to it: the
/// scope waits for its end, and ends its tree if it has to end itself.
public interface RunningCommand extends TaskFuture<CommandResult> {

    /// Tells the id of the process; of a pipeline, of its last one.
    ///
    /// @return its pid
    long pid();

    /// Tells the ids of all processes that were started for it.
    ///
    /// @return their pids, in the order of the pipeline
    List<Long> pids();

    /// Tells whether a process that was started for it has not ended.
    ///
    /// @return whether one lives. The future may be open after that, as long as output comes
    boolean isAlive();

    /// Tells how it ended.
    ///
    /// @return its exit code, as in [CommandResult#exitCode()], once its processes have ended; there may still be
    ///   output to come
    OptionalInt exitCode();

    /// Tells how it will have ended, as soon as its processes have, whether or not there is output to come.
    ///
    /// @return a future of its exit code, which never fails; dependent stages run in virtual threads, or in the
    ///   thread that adds them. Completing it touches nothing
    CompletableFuture<Integer> onExit();

    /// Gives a command that was started without an input all that it will ever read, and waits until it has ended
    /// and everything is read.
    ///
    /// @param input its input, in the command's charset
    /// @return what it said
    /// @throws IllegalStateException if it has an input already
    /// @throws InterruptedException if interrupted while waiting; the command goes on, see [#communicate(Duration)]
    /// @throws CommandTimeoutException if its own time was up
    /// @throws CommandFailedException if it is to be checked and its exit code is not 0
    /// @throws CommandOutputException if it said more than may be kept, or code of the user failed
    Command.Output communicate(String input) throws InterruptedException;

    /// As [#communicate(String)], but waits no longer than a limit. What was not written by then goes on being
    /// written, and what is said goes on being kept; [#communicate(Duration)] then waits once more.
    ///
    /// @param input its input, in the command's charset
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return what it said
    /// @throws IllegalStateException if it has an input already
    /// @throws InterruptedException if interrupted while waiting; the command goes on
    /// @throws CommandTimeoutException if the time was up: `WAIT` for the limit, with what was said so far; `RUN`
    ///   for that of the command itself
    /// @throws CommandFailedException if it is to be checked and its exit code is not 0
    /// @throws CommandOutputException if it said more than may be kept, or code of the user failed
    Command.Output communicate(String input, Duration limit) throws InterruptedException;

    /// As [#communicate(String)], for bytes.
    ///
    /// @param input its input
    /// @return what it said
    /// @throws IllegalStateException if it has an input already
    /// @throws InterruptedException if interrupted while waiting; the command goes on
    /// @throws CommandTimeoutException if its own time was up
    /// @throws CommandFailedException if it is to be checked and its exit code is not 0
    /// @throws CommandOutputException if it said more than may be kept, or code of the user failed
    Command.Output communicate(byte[] input) throws InterruptedException;

    /// Waits until it has ended and everything is read. An input that was never given is nothing from now on.
    ///
    /// @return what it said
    /// @throws InterruptedException if interrupted while waiting; the command goes on
    /// @throws CommandTimeoutException if its own time was up
    /// @throws CommandFailedException if it is to be checked and its exit code is not 0
    /// @throws CommandOutputException if it said more than may be kept, or code of the user failed
    Command.Output communicate() throws InterruptedException;

    /// As [#communicate()], but waits no longer than a limit. It may be called again, any number of times; nothing
    /// is lost.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return what it said, from its start
    /// @throws InterruptedException if interrupted while waiting; the command goes on
    /// @throws CommandTimeoutException if the time was up: `WAIT` for the limit, with what was said so far; `RUN`
    ///   for that of the command itself
    /// @throws CommandFailedException if it is to be checked and its exit code is not 0
    /// @throws CommandOutputException if it said more than may be kept, or code of the user failed
    Command.Output communicate(Duration limit) throws InterruptedException;

    /// Gives what it has said so far.
    ///
    /// @return both streams
    Command.Output output();

    /// Sends a signal to the processes that were started for it, not to what they have started.
    ///
    /// Does nothing to a process that has ended: a pid that another process may have by now is never signalled.
    ///
    /// @param signal the signal
    void send(Signal signal);

    /// Asks the processes that were started for it to end, by TERM. Does nothing if they have.
    void terminate();

    /// Ends its whole tree at once, by KILL, and does not wait for that. The future then tells of an end by a
    /// signal, as if somebody else had done it.
    void kill();

    /// Ends its whole tree, by TERM and after a time KILL, and waits until it is gone.
    ///
    /// @param grace from TERM to KILL; zero or less for KILL at once
    /// @return whether it is gone; false if there is a process that even KILL did not end within two seconds
    /// @throws InterruptedException if interrupted while waiting; the tree is ended all the same
    boolean stop(Duration grace) throws InterruptedException;
}
