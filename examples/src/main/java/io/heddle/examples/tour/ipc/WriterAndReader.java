package io.heddle.examples.tour.ipc;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedQueue;
import java.util.ArrayList;
import java.util.List;

/// A queue between two processes.
@Shows(
        id = "ipc.queue",
        title = "One process puts letters into a queue, another takes them, and is terminated",
        python =
                "multiprocessing.Queue with put and get, handed to both processes as an argument, and"
                        + " terminate for the reader, which never ends. A lambda here simply captures the queue.")
public final class WriterAndReader implements Program {

    private static final List<String> LETTERS = List.of("A", "B", "C", "D");

    @Override
    public void run(Stage stage) throws Exception {
        try (SharedQueue<String> letters = SharedQueue.create(10);
                SharedQueue<String> read = SharedQueue.create(10)) {
            ProcessStrand<?> reader =
                    Strand.ofProcess()
                            .name("reader")
                            .start(() -> readForEver(stage, letters, read));
            ProcessStrand<?> writer =
                    Strand.ofProcess()
                            .name("writer")
                            .start(() -> {
                                for (String letter : LETTERS) {
                                    stage.say("writer: puts %s", letter);
                                    letters.put(letter);
                                    stage.pause(0.5);
                                }
                            });
            writer.get();
            List<String> order = new ArrayList<>();
            for (int i = 0; i < LETTERS.size(); i++) {
                order.add(read.take());
            }
            stage.equal(LETTERS, order, "read, in the order in which they were written");

            stage.check(reader.isAlive(), "the reader waits for more");
            reader.terminate();
            reader.join();
            stage.equal(-15, reader.exitCode().orElse(0), "exit code of the terminated reader");
            writer.join();
        }
    }

    private static void readForEver(
            Stage stage, SharedQueue<String> letters, SharedQueue<String> read)
            throws InterruptedException {
        while (true) {
            String letter = letters.take();
            stage.say("reader: takes %s", letter);
            read.put(letter);
        }
    }
}
