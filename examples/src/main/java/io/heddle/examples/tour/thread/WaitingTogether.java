package io.heddle.examples.tour.thread;

import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.time.Duration;

/// Work that waits, as for a network.
@Shows(
        id = "parallel.io-bound",
        title = "The more tasks wait, the more coroutines win over threads and processes",
        python =
                "A thread pool for work that waits, and asyncio or gevent for very much of it. Here the tasks"
                        + " are the same in each kind of pool, and nothing in them is marked.")
public final class WaitingTogether implements Program {

    private static final int FEW = 8;
    private static final int MANY = 200;
    private static final int THREADS = 8;
    private static final int PROCESSES = 4;

    @Override
    public void run(Stage stage) throws Exception {
        stage.say("%d tasks that wait", FEW);
        Comparison few = new Comparison();
        fetchAll(stage, few, "threads", TaskPool.threads(THREADS), FEW);
        fetchAll(stage, few, "processes", TaskPool.processes(PROCESSES), FEW);
        fetchAll(stage, few, "coroutines", TaskPool.coroutines(), FEW);
        few.show(stage);

        stage.say("%d tasks that wait", MANY);
        Comparison many = new Comparison();
        stage.becomes(
                "coroutines all wait at once, and are done before threads and processes are",
                () -> {
                    fetchAll(stage, many, "threads", TaskPool.threads(THREADS), MANY);
                    fetchAll(stage, many, "processes", TaskPool.processes(PROCESSES), MANY);
                    fetchAll(stage, many, "coroutines", TaskPool.coroutines(), MANY);
                    return many.of("coroutines").compareTo(many.of("threads")) < 0
                            && many.of("coroutines").compareTo(many.of("processes")) < 0;
                });
        many.show(stage);

        Duration inTurn = stage.seconds(0.2).multipliedBy(MANY / THREADS);
        stage.check(many.of("threads").compareTo(inTurn) >= 0, "threads have to wait in turn");
        Duration inProcesses = stage.seconds(0.2).multipliedBy(MANY / PROCESSES);
        stage.check(many.of("processes").compareTo(inProcesses) >= 0, "and so have processes");
    }

    private static void fetchAll(
            Stage stage, Comparison table, String who, TaskPool pool, int tasks) throws Exception {
        var _ = table.run(who, pool, PROCESSES, tasks, () -> fetch(stage));
    }

    private static boolean fetch(Stage stage) throws InterruptedException {
        stage.pause(0.2); // a page that is fetched
        return true;
    }
}
