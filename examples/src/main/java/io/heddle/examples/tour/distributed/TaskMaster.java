package io.heddle.examples.tour.distributed;

import io.heddle.Strand;
import io.heddle.cluster.AcknowledgedQueue;
import io.heddle.cluster.Cluster;
import io.heddle.cluster.ClusterOptions;
import io.heddle.cluster.ClusterUnavailableException;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.examples.tour.distributed.Meeting.Square;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The master of the pair: publishes numbers, and takes their squares from whoever comes.
@Shows(
        id = "distributed.task-master",
        title = "A master publishes a queue of tasks and one of results, under a secret",
        python =
                "A subclass of BaseManager with register for both queues, an address, an authkey and start; the"
                        + " master takes its own queues from the manager too. Here a server stands between.",
        needsServer = true)
public final class TaskMaster implements Program {

    private static final List<Integer> NUMBERS = IntStream.rangeClosed(1, 10).boxed().toList();

    @Override
    public void run(Stage stage) throws Exception {
        Meeting meeting = Meeting.of(stage);
        ClusterOptions options =
                ClusterOptions.named("squares").secret(meeting.secret()).port(meeting.port());
        try (Cluster cluster = Cluster.join(options)) { // starts the server if there is none
            AcknowledgedQueue<Integer> tasks =
                    cluster.acknowledgedQueue("tasks", Meeting.SILENCE, 3);
            BlockingQueue<Square> results = cluster.queue("results");
            NUMBERS.forEach(tasks::send);
            stage.say("master: ten numbers are published on port %d", meeting.port());

            List<Strand<Integer>> hired =
                    stage.given().isEmpty() // else they come from other terminals
                            ? Stream.of("left", "right")
                                    .map(name -> TaskWorker.hire(stage, meeting, name))
                                    .toList()
                            : List.of();
            TreeMap<Integer, Square> squares = new TreeMap<>();
            while (squares.size() < NUMBERS.size()) {
                Square result = results.poll(1, TimeUnit.SECONDS);
                if (result != null) {
                    squares.put(result.number(), result);
                    stage.say("master: %s", result);
                } else if (!hired.stream().allMatch(Strand::isAlive)) {
                    stage.check(false, "all workers live");
                }
            }
            stage.equal(
                    List.of(1, 4, 9, 16, 25, 36, 49, 64, 81, 100),
                    squares.values().stream().map(Square::square).toList(),
                    "ten results");
            stage.check(
                    squares.values().stream().noneMatch(square -> square.pid() == pid()),
                    "other processes have worked, not " + pid());
            refuseAStranger(stage, options);

            stage.becomes("all that was handed out is acknowledged", () -> tasks.size() == 0);
            cluster.event("closing time").set();
            stage.becomes("the workers have left", () -> cluster.members().size() == 1);
            for (Strand<Integer> worker : hired) {
                stage.say("%s has squared %d numbers", worker.name(), worker.get());
            }
        }
    }

    private static void refuseAStranger(Stage stage, ClusterOptions options) {
        try (Cluster _ = Cluster.join(options.secret("a guess"))) {
            stage.check(false, "who does not know the secret is refused");
        } catch (ClusterUnavailableException e) {
            stage.say("stranger: %s", e.getMessage());
            stage.check(
                    String.valueOf(e.getMessage()).contains("does not take the secret"),
                    "who does not know the secret is refused");
        }
    }

    private static long pid() {
        return ProcessHandle.current().pid();
    }
}
