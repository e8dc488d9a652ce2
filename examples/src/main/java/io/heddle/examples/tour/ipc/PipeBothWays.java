package io.heddle.examples.tour.ipc;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.Connection;
import io.heddle.shared.Pipe;
import java.io.EOFException;
import java.util.ArrayList;
import java.util.List;

/// Two processes and a pipe with two ends.
@Shows(
        id = "ipc.pipe",
        title = "Parent and child talk through a pipe, both ways, until one hangs up",
        python =
                "multiprocessing.Pipe gives two connections with send and recv; recv raises EOFError"
                        + " once nobody holds the other end. Here the end comes even if that process was killed.")
public final class PipeBothWays implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        Pipe<String> pipe = Pipe.open();
        Connection<String> mine = pipe.left();
        Connection<String> theirs = pipe.right();
        Strand<?> child = Strand.ofProcess().start(() -> answer(stage, theirs));

        List<String> heard = new ArrayList<>();
        for (String word : List.of("warp", "weft", "shuttle")) {
            mine.send(word);
            heard.add(mine.receive());
        }
        stage.equal(List.of("WARP", "WEFT", "SHUTTLE"), heard, "each message once and in order");

        mine.send("bye");
        try {
            stage.check(mine.receive().isEmpty(), "nothing comes after the end");
        } catch (EOFException e) {
            stage.check(true, "the pipe ends when the child has hung up");
        }
        child.get();
        child.join();
        mine.close();
    }

    private static void answer(Stage stage, Connection<String> theirs) throws Exception {
        for (String word = theirs.receive(); !word.equals("bye"); word = theirs.receive()) {
            stage.say("child: heard %s", word);
            theirs.send(word.toUpperCase(java.util.Locale.ROOT));
        }
        theirs.close();
    }
}
