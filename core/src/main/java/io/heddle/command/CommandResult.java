package io.heddle.command;

import io.heddle.Signal;
import io.heddle.spi.Durations;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a command ended and what it said.
public final class CommandResult implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private final String command;
    private final ArrayList<Integer> exitCodes;
    private final int exitCode;
    private final Command.Output output;
    private final Duration duration;

    CommandResult(
            String command,
            List<Integer> exitCodes,
            boolean pipefail,
            Command.Output output,
            Duration duration) {
        this.command = command;
        this.exitCodes = new ArrayList<>(exitCodes);
        this.exitCode = pipefail ? lastFailure(exitCodes) : exitCodes.getLast();
        this.output = output;
        this.duration = duration;
    }

    private static int lastFailure(List<Integer> exitCodes) {
        return exitCodes.reversed().stream().filter(code -> code != 0).findFirst().orElse(0);
    }

    /// Tells how it ended.
    ///
    /// @return its exit code, or `-N` if signal *N* ended it; of a pipeline that of the last program, or as
    ///   [Command#pipefail()] says
    public int exitCode() {
        return exitCode;
    }

    /// Tells how each program ended.
    ///
    /// @return exit codes, in the order of the pipeline; one, if it was none
    public List<Integer> exitCodes() {
        return List.copyOf(exitCodes);
    }

    /// Tells which signal ended it.
    ///
    /// @return the signal; empty if it ended by itself
    public Optional<Signal> signal() {
        return ExitCodes.signal(exitCode);
    }

    /// Tells whether it ended well.
    ///
    /// @return whether the exit code is 0
    public boolean isSuccess() {
        return exitCode == 0;
    }

    /// Gives what it said.
    ///
    /// @return both streams
    public Command.Output output() {
        return output;
    }

    /// As [Command.Output#stdout()].
    ///
    /// @return the text
    public String stdout() {
        return output.stdout();
    }

    /// As [Command.Output#stderr()].
    ///
    /// @return the text
    public String stderr() {
        return output.stderr();
    }

    /// Tells how long it ran.
    ///
    /// @return the time from its start until it had ended and all was read
    public Duration duration() {
        return duration;
    }

    /// Tells which command it was.
    ///
    /// @return the command line as one would write it for a shell
    public String command() {
        return command;
    }

    @Override
    public String toString() {
        return "command=%s %s duration=%s"
                .formatted(
                        Quoting.brief(command),
                        ExitCodes.text(exitCodes, exitCode),
                        Durations.text(duration.truncatedTo(ChronoUnit.MILLIS)));
    }
}
