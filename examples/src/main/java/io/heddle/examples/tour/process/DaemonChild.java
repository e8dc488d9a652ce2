package io.heddle.examples.tour.process;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedLong;

/// A child that does not outlive its program.
@Shows(
        id = "process.daemon",
        title = "A daemon child ends with its program, even if that is killed",
        python =
                "Process(daemon=True) is terminated when the interpreter ends normally; if it is killed by"
                        + " SIGKILL, the child stays. Here it goes in both cases.")
public final class DaemonChild implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        SharedLong child = SharedLong.create(0);
        SharedLong mayEnd = SharedLong.create(0);
        ProcessStrand<?> program = Strand.ofProcess().start(() -> withDaemon(stage, child, mayEnd));
        stage.becomes("the daemon runs", () -> child.get() != 0);
        mayEnd.set(1);
        program.get();
        program.join();
        stage.say("main is over");
        stage.becomes("the daemon has gone with its program", () -> !lives(child.get()));

        child.set(0);
        mayEnd.set(0);
        ProcessStrand<?> killed = Strand.ofProcess().start(() -> withDaemon(stage, child, mayEnd));
        stage.becomes("the daemon runs again", () -> child.get() != 0);
        ProcessHandle.of(killed.pid()).orElseThrow().destroyForcibly(); // SIGKILL, to it alone
        killed.join();
        stage.equal(-9, killed.exitCode().orElse(0), "the program was killed");
        stage.becomes("the daemon has gone all the same", () -> !lives(child.get()));
    }

    private static void withDaemon(Stage stage, SharedLong child, SharedLong mayEnd)
            throws InterruptedException {
        ProcessStrand<?> daemon =
                Strand.ofProcess()
                        .daemon(true)
                        .start(() -> {
                            child.set(ProcessHandle.current().pid());
                            stage.say("daemon: I would go on for ever");
                            Thread.sleep(Long.MAX_VALUE);
                        });
        stage.say("program: my daemon is process %d", daemon.pid());
        while (mayEnd.get() == 0) {
            Thread.sleep(5);
        }
    }

    private static boolean lives(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
