package io.heddle.examples.tour.process;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.monitor.ProcessInfo;
import io.heddle.shared.SharedEvent;

/// What a process knows of itself, and others of it.
@Shows(
        id = "process.info",
        title = "Names, pids and whether a process is alive, and what the system says to that",
        python =
                "multiprocessing.current_process, name, pid, is_alive, os.getpid and os.getppid. The names"
                        + " given by default are process-1, process-2 and so on, as Process-1 in Python.")
public final class AboutAProcess implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        stage.say("this is %s, process %d", Strand.current().name(), ProcessHandle.current().pid());
        SharedEvent end = SharedEvent.create();
        ProcessStrand<String> child =
                Strand.ofProcess()
                        .name("weaver")
                        .unstarted(() -> {
                            stage.say("child: I am %s", Strand.current().name());
                            end.await();
                            return Strand.current().name();
                        });
        stage.equal(false, child.isAlive(), "alive before the start");
        child.start();
        stage.equal(true, child.isAlive(), "alive after the start");
        ProcessInfo system = ProcessInfo.of(child.pid()).orElseThrow();
        stage.say("the system says: %s, %s", system.name(), system.status());
        stage.equal(system.parentPid().orElse(0), child.parentPid(), "parent, as the system says");

        ProcessStrand<?> nameless = Strand.ofProcess().unstarted(() -> stage.say("never"));
        stage.check(nameless.name().matches("process-\\d+"), "a default name: " + nameless.name());

        end.set();
        stage.equal("weaver", child.get(), "name, as the child sees it");
        child.join();
        stage.equal(false, child.isAlive(), "alive after the end");
        stage.check(ProcessInfo.of(child.pid()).isEmpty(), "the system does not know it any more");
    }
}
