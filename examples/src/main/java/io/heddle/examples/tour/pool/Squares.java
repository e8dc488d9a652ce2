package io.heddle.examples.tour.pool;

import io.heddle.Strand;
import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedLong;
import java.util.List;
import java.util.stream.IntStream;

/// A function over many inputs, in processes.
@Shows(
        id = "pool.squares",
        title = "A pool of processes squares ten numbers and gives the results in order",
        python =
                "multiprocessing.Pool().map, or apply_async for each number and get for each result. A pool"
                        + " without a number has as many workers as there are cores, in both languages.")
public final class Squares implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        SharedLong atWork = SharedLong.create(0); // any process may count
        SharedLong most = SharedLong.create(0);

        List<Integer> numbers = IntStream.range(0, 10).boxed().toList();
        List<Integer> squares;
        try (TaskPool pool = TaskPool.processes()) {
            squares =
                    pool.map(
                            n -> {
                                long now = atWork.incrementAndGet();
                                most.accumulateAndGet(now, Math::max);
                                stage.say("%d squared, by process %d", n, pid());
                                stage.pause(0.5);
                                atWork.decrementAndGet();
                                return n * n;
                            },
                            numbers);
        }
        stage.equal(List.of(0, 1, 4, 9, 16, 25, 36, 49, 64, 81), squares, "results in order");
        stage.say("at most %d worked at once on %d cores", most.get(), Strand.cores());
        stage.check(most.get() <= Strand.cores(), "never more at once than there are cores");
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }
}
