package io.heddle.examples.tour.process;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;

/// Parent and child know each other.
@Shows(
        id = "process.fork",
        title = "A process makes a child, and each tells both pids",
        python =
                "os.fork returns twice: zero in the child, the child's pid in the parent; os.getpid and"
                        + " os.getppid tell the rest. Here a child is a new JVM that runs a lambda, and only"
                        + " the lambda runs in it, so nothing returns twice.")
public final class ForkAndReport implements Program {

    /// What a child tells of itself.
    private record Report(long pid, long parent) implements java.io.Serializable {}

    @Override
    public void run(Stage stage) throws Exception {
        long own = ProcessHandle.current().pid();
        stage.say("parent: I am process %d", own);

        ProcessStrand<Report> child = Strand.ofProcess().start(() -> introduce(stage));
        stage.say("parent: my child is process %d", child.pid());

        Report told = child.get();
        stage.equal(child.pid(), told.pid(), "the parent knows the pid of its child");
        stage.equal(own, told.parent(), "the child knows the pid of its parent");
        stage.check(own != told.pid(), "they are two processes");
        child.join();
    }

    private static Report introduce(Stage stage) {
        long pid = ProcessHandle.current().pid();
        long parent = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
        stage.say("child: I am process %d and my parent is %d", pid, parent);
        return new Report(pid, parent);
    }
}
