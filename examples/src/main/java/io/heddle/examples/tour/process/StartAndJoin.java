package io.heddle.examples.tour.process;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedLong;

/// One function in a process of its own.
@Shows(
        id = "process.start-join",
        title = "Run a function in a child process, and wait for it",
        python =
                "multiprocessing.Process(target=…, args=(…,)) with start and join. The target is a lambda"
                        + " here, arguments are what it captures, and it may give a result.")
public final class StartAndJoin implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        SharedLong childEnded = SharedLong.create(0);
        stage.say("parent: process %d", ProcessHandle.current().pid());

        ProcessStrand<?> child =
                Strand.ofProcess().unstarted(() -> childEnded.set(greet(stage, "weaver")));
        stage.say("parent: the child will start");
        child.start();
        child.join();

        stage.say("parent: the child has ended, and so do I");
        stage.equal(child.pid(), childEnded.get(), "the child had ended before");
        stage.check(child.pid() != ProcessHandle.current().pid(), "the pids differ");
        child.get(); // had it failed, this would say how
    }

    private static long greet(Stage stage, String name) throws InterruptedException {
        long pid = ProcessHandle.current().pid();
        stage.say("child: hello %s, I am process %d", name, pid);
        stage.pause(1);
        stage.say("child: done");
        return pid;
    }
}
