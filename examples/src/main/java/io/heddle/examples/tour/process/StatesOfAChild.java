package io.heddle.examples.tour.process;

import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Strand;
import io.heddle.StrandStatus;
import io.heddle.command.Command;
import io.heddle.command.RunningCommand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.monitor.ProcessChange;
import io.heddle.monitor.ProcessInfo;
import io.heddle.shared.SharedBoolean;
import io.heddle.shared.SharedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a process does, seen from outside.
@Shows(
        id = "process.states",
        title = "A child is ready, runs, waits, is stopped, goes on, ends; and a zombie",
        python =
                "Nothing in the standard library tells; psutil.Process(pid).status() does, or ps. Here"
                        + " Strand.status and ProcessInfo say it in the same words for children and for strangers.")
public final class StatesOfAChild implements Program {

    private final List<StrandStatus> seen = new ArrayList<>();

    @Override
    public void run(Stage stage) throws Exception {
        SharedBoolean enough = SharedBoolean.create(false);
        SharedEvent end = SharedEvent.create();
        ProcessStrand<?> child =
                Strand.ofProcess()
                        .unstarted(() -> {
                            while (!enough.get()) {
                                Thread.onSpinWait(); // runs
                            }
                            end.await(); // waits
                        });
        see(stage, child, StrandStatus.NEW);
        child.start();
        see(stage, child, StrandStatus.READY); // its JVM begins
        see(stage, child, StrandStatus.RUNNING);
        enough.set(true);
        see(stage, child, StrandStatus.WAITING);
        child.send(Signal.STOP);
        see(stage, child, StrandStatus.STOPPED);
        child.send(Signal.CONT);
        see(stage, child, StrandStatus.WAITING);
        end.set();
        see(stage, child, StrandStatus.ENDED);
        child.join();
        stage.say(
                "%s",
                "timeline: " + seen.stream().map(Enum::name).collect(Collectors.joining(" -> ")));
        neglected(stage);
    }

    private void see(Stage stage, ProcessStrand<?> child, StrandStatus status) throws Exception {
        stage.becomes("the child is " + status, () -> child.status() == status);
        seen.add(status);
    }

    /// The shell becomes a program that never asks what became of the child that the shell had.
    private static void neglected(Stage stage) throws InterruptedException {
        List<String> lines = java.util.Collections.synchronizedList(new ArrayList<>());
        RunningCommand parent =
                Command.shell("sleep 0.2 & echo $!; exec sleep 1000")
                        .stdout(io.heddle.command.OutputTo.lines(lines::add))
                        .start();
        try {
            while (lines.isEmpty()) {
                Thread.sleep(5);
            }
            try (Stream<ProcessChange> changes =
                    ProcessInfo.watch(Long.parseLong(lines.getFirst()))) {
                stage.check(
                        changes.peek(change -> stage.say("the other child is %s", change.status()))
                                .anyMatch(change -> change.status() == StrandStatus.ZOMBIE),
                        "it has ended and its parent does not ask: a zombie");
            }
        } finally {
            parent.kill();
            parent.join();
        }
    }
}
