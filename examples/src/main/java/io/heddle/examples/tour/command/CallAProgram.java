package io.heddle.examples.tour.command;

import io.heddle.command.Command;
import io.heddle.command.CommandResult;
import io.heddle.command.NoSuchProgramException;
import io.heddle.command.OutputTo;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.util.List;

/// Somebody else's program.
@Shows(
        id = "command.call",
        title = "A program is run, its output goes where ours goes, and its exit code comes back",
        python =
                "subprocess.call(['nslookup', 'www.python.org']). A missing program is a FileNotFoundError"
                        + " there. To see that very call: --with nslookup --with www.python.org.")
public final class CallAProgram implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        List<String> line = stage.given();
        if (line.isEmpty()) {
            line = List.of("ls", "-d", "/");
        }
        stage.say("$ %s", String.join(" ", line));
        CommandResult result = call(Command.of(line));
        stage.equal(0, result.exitCode(), "exit code");
        stage.check(result.stdout().isEmpty(), "all it said went to the terminal");

        stage.equal("/", Command.of("ls", "-d", "/").run().stdout().strip(), "captured instead");
        stage.equal(7, call(Command.shell("exit 7")).exitCode(), "exit code of a failure");
        CommandResult killed = call(Command.shell("kill -TERM $$"));
        stage.equal(-15, killed.exitCode(), "exit code of one that signal 15 has ended");
        try {
            CommandResult none = call(Command.of("nslookpu", "www.python.org"));
            stage.equal("an exception", none, "what a missing program gives");
        } catch (NoSuchProgramException e) {
            stage.say("%s", e.getMessage());
            stage.check(e.toString().contains("program=nslookpu"), "the missing one is named");
        }
    }

    private static CommandResult call(Command command) throws InterruptedException {
        return command.stdout(OutputTo.inherit()).stderr(OutputTo.inherit()).run();
    }
}
