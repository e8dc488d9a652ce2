package io.heddle.examples.tour.process;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.monitor.ProcessInfo;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLatch;
import java.util.ArrayList;
import java.util.List;

/// All three kinds at once.
@Shows(
        id = "process.mixed-mode",
        title = "Two processes with two threads each, and two coroutines in each thread",
        python =
                "multiprocessing.Process, threading.Thread inside, and asyncio.run inside of that: three"
                        + " libraries with three ways to wait. Strand has one shape for all of them.")
public final class MixedMode implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        SharedLatch allAtWork = SharedLatch.create(8); // every coroutine of every thread
        SharedEvent end = SharedEvent.create();
        List<ProcessStrand<?>> children = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            int process = i;
            children.add(
                    Strand.ofProcess()
                            .start(() -> process(stage, "process " + process, allAtWork, end)));
        }
        allAtWork.await(); // in turn they would never get here
        stage.check(true, "all eight are at work at once");
        long own = ProcessHandle.current().pid();
        ProcessInfo.tree(own)
                .orElseThrow()
                .toString()
                .lines()
                .forEach(line -> stage.say("%s", line));
        stage.equal(2, ProcessInfo.children(own).size(), "children in the tree");
        end.set();
        for (ProcessStrand<?> child : children) {
            child.get();
            child.join();
        }
    }

    private static void process(Stage stage, String name, SharedLatch allAtWork, SharedEvent end)
            throws Exception {
        List<Strand<?>> threads = new ArrayList<>();
        for (String thread : List.of(" thread a", " thread b")) {
            threads.add(
                    Strand.ofThread().start(() -> thread(stage, name + thread, allAtWork, end)));
        }
        for (Strand<?> thread : threads) {
            thread.get();
        }
    }

    private static void thread(Stage stage, String name, SharedLatch allAtWork, SharedEvent end)
            throws Exception {
        try (CoroutineScope scope = CoroutineScope.open()) {
            for (String coroutine : List.of(" coroutine 1", " coroutine 2")) {
                Strand<?> _ =
                        scope.spawn(() -> {
                            stage.say("%s is at work", name + coroutine);
                            allAtWork.countDown();
                            end.await();
                        });
            }
            scope.joinAll();
        }
    }
}
