package io.heddle.examples.tour.distributed;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.cluster.AcknowledgedQueue;
import io.heddle.cluster.Cluster;
import io.heddle.cluster.ClusterEvent;
import io.heddle.cluster.ClusterOptions;
import io.heddle.cluster.Delivery;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.examples.tour.distributed.Meeting.Square;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// The worker of the pair: takes numbers, and gives their squares back.
@Shows(
        id = "distributed.task-worker",
        title = "Workers take numbers and return squares; one is killed, and no number is lost",
        python =
                "The same subclass of BaseManager with connect, then get and put of the two queues. What a worker"
                        + " had taken when it was killed is lost there; here it is delivered again.",
        needsServer = true)
public final class TaskWorker implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        Meeting meeting = Meeting.of(stage);
        if (!stage.given().isEmpty()) { // the master is in another terminal
            int done = work(stage, meeting, 0);
            stage.check(done > 0, "something was left for this worker, squares: " + done);
            return;
        }
        ClusterOptions options =
                ClusterOptions.named("squares").secret(meeting.secret()).port(meeting.port());
        try (Cluster master = Cluster.join(options)) {
            AcknowledgedQueue<Integer> tasks =
                    master.acknowledgedQueue("tasks", Meeting.SILENCE, 3);
            BlockingQueue<Square> results = master.queue("results");
            List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10).forEach(tasks::send);

            ProcessStrand<Integer> victim =
                    Strand.ofProcess().name("victim").start(() -> work(stage, meeting, 3));
            stage.becomes(
                    "the victim has squared two, and holds a third",
                    () -> tasks.size() == 8 && tasks.inDelivery() == 1);
            ProcessHandle.of(victim.pid()).orElseThrow().destroyForcibly();
            victim.join();
            stage.equal(-9, victim.exitCode().orElse(0), "the victim was killed");

            Strand<Integer> heir = hire(stage, meeting, "heir");
            TreeMap<Integer, Square> squares = new TreeMap<>();
            while (squares.size() < 10) {
                Square result = results.poll(30, TimeUnit.SECONDS);
                if (result == null) {
                    stage.check(false, "all ten numbers come back, not only " + squares.keySet());
                } else {
                    squares.put(result.number(), result);
                }
            }
            master.event("closing time").set();
            stage.equal(8, heir.get(), "the heir has squared");
            List<Square> inOrder = List.copyOf(squares.values());
            stage.equal(victim.pid(), inOrder.get(1).pid(), "what was acknowledged stays, by");
            stage.equal(2, inOrder.get(2).deliveries(), "the third was delivered again, times");
            stage.equal(0L, tasks.size(), "nothing is left to do");
            stage.becomes("all have left", () -> master.members().size() == 1);
        }
    }

    /// Starts a worker process.
    static Strand<Integer> hire(Stage stage, Meeting meeting, String name) {
        return Strand.ofProcess().name(name).start(() -> work(stage, meeting, 0));
    }

    /// Works until the master closes.
    ///
    /// @param last with which number in its hands it waits to be killed; 0 for none
    /// @return how many numbers it has squared
    private static int work(Stage stage, Meeting meeting, int last) throws InterruptedException {
        long pid = ProcessHandle.current().pid();
        ClusterOptions options =
                ClusterOptions.named("squares")
                        .secret(meeting.secret())
                        .server("127.0.0.1:" + meeting.port());
        try (Cluster cluster = Cluster.join(options)) {
            AcknowledgedQueue<Integer> tasks =
                    cluster.acknowledgedQueue("tasks", Meeting.SILENCE, 3);
            BlockingQueue<Square> results = cluster.queue("results");
            ClusterEvent closing = cluster.event("closing time");
            int done = 0;
            while (!closing.isSet()) {
                try (Delivery<Integer> task = tasks.receive(Duration.ofMillis(200))) {
                    if (task != null) {
                        int n = task.value();
                        stage.say("worker %d: takes %d", pid, n);
                        stage.pause(n == last ? 1_000_000 : 0.5);
                        results.put(new Square(n, n * n, pid, task.deliveryCount()));
                        task.ack(); // from now on it cannot be lost with me
                        done++;
                    }
                }
            }
            return done;
        }
    }
}
