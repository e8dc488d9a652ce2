package io.heddle.examples.tour.command;

import io.heddle.command.Command;
import io.heddle.command.CommandResult;
import io.heddle.command.OutputTo;
import io.heddle.command.RunningCommand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/// Telling a program what to do, and hearing what it says.
@Shows(
        id = "command.communicate",
        title = "Lines go into a program, text comes out, in its charset, and however much of it",
        python =
                "subprocess.Popen with pipes, communicate, decode('gbk'), returncode. communicate keeps the"
                        + " whole input and output in memory; here both may also come in pieces.")
public final class TalkToAProgram implements Program {

    /// A lookup such as `nslookup`: it takes names and settings until it reads `exit`.
    private static final String LOOKUP =
            """
            while read -r line; do
              case "$line" in
                exit) exit 3 ;;
                "set "*) echo "[${line#set }]" ;;
                *) echo "name: $line" ;;
              esac
            done
            """;

    private static final int MEBIBYTES = 100;

    @Override
    public void run(Stage stage) throws Exception {
        Charset gbk = Charset.forName("GBK");
        RunningCommand lookup = Command.shell(LOOKUP).charset(gbk).start();
        Command.Output said = lookup.communicate("set q=mx\n域名\nexit\n");
        stage.equal(List.of("[q=mx]", "name: 域名"), said.stdout().lines().toList(), "its answers");
        stage.equal(
                "[q=mx]\nname: ".length() + 2 * 2 + 1,
                said.stdoutBytes().length,
                "bytes of it; a sign has two in GBK, three in UTF-8");
        stage.equal(3, lookup.get().exitCode(), "exit code");

        String line = "x".repeat(1023) + "\n";
        LongAdder came = new LongAdder();
        CommandResult much = // no pipe has room for that: one must write while the other one reads
                Command.of("cat")
                        .input(Collections.nCopies(MEBIBYTES * 1024, line))
                        .stdout(OutputTo.lines(text -> came.add(text.length() + 1)))
                        .run();
        stage.check(
                much.isSuccess(), "a program that repeats %d MiB has ended".formatted(MEBIBYTES));
        stage.equal(MEBIBYTES * 1024L * 1024, came.sum(), "bytes that went both ways");
    }
}
