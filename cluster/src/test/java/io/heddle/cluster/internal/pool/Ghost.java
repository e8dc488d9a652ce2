package io.heddle.cluster.internal.pool;

import io.heddle.TaskFuture;
import io.heddle.WorkerDiedException;
import io.heddle.cluster.internal.link.Link;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.redisson.api.BatchOptions;
import org.redisson.api.RScoredSortedSet;
import org.redisson.api.RStream;
import org.redisson.api.stream.StreamAddArgs;
import org.redisson.api.stream.StreamMessageId;
import org.redisson.client.codec.StringCodec;

/// A worker that exists only as its words to the server, so that a test can have it stop between any two, or say one
/// twice as a client does that did not hear the answer.
public final class Ghost {

    /// A task that it has taken.
    ///
    /// @param id of the task
    /// @param number of the taking
    public record Held(String id, long number) {}

    /// How often a task is taken and not begun.
    public static final int MOST_TAKES = TaskScripts.MOST_TAKES;

    private final Link link;
    private final Broker broker;
    private final String name;

    /// Makes a worker that nobody hears of before it says something.
    ///
    /// @param link the way to the server
    /// @param name what it is called
    public Ghost(Link link, String name) {
        this.link = link;
        this.broker = new Broker(link);
        this.name = name;
    }

    /// Takes tasks.
    ///
    /// @param most how many
    /// @return what it has of them
    public List<Held> take(int most) {
        return broker.take(name, most).stream()
                .map(taken -> new Held(taken.hold().id(), taken.hold().number()))
                .toList();
    }

    private Broker.Hold hold(Held held) {
        return new Broker.Hold(name, held.id(), held.number());
    }

    /// Makes all leases end at once, as if their time had passed.
    public void leasesEnd() {
        RScoredSortedSet<String> leases = leases();
        leases.readAll().forEach(id -> leases.addIfExists(1, id));
    }

    /// Makes all leases end while the server is not there: nobody has looked at them since.
    public void leasesEndInAnOutage() {
        var batch =
                link.client()
                        .createBatch(
                                BatchOptions.defaults()
                                        .executionMode(
                                                BatchOptions.ExecutionMode.IN_MEMORY_ATOMIC));
        for (String id : leases().readAll()) {
            batch.<String>getScoredSortedSet(key("l"), StringCodec.INSTANCE)
                    .addIfExistsAsync(1, id);
        }
        batch.<String>getBucket(key("r"), StringCodec.INSTANCE).setAsync("1");
        batch.execute();
    }

    /// When leases were looked at the last time.
    ///
    /// @return in milliseconds of the server's clock
    public String lastLook() {
        return link.client().<String>getBucket(key("r"), StringCodec.INSTANCE).get();
    }

    private RScoredSortedSet<String> leases() {
        return link.client().getScoredSortedSet(key("l"), StringCodec.INSTANCE);
    }

    private String key(String which) {
        return link.name("pool", "tasks") + ":" + which;
    }

    /// Renews its lease of a task.
    ///
    /// @param held the task
    /// @return whether it is to stop it
    public boolean renew(Held held) {
        return !broker.renew(name, List.of(hold(held))).isEmpty();
    }

    /// Begins a task.
    ///
    /// @param held the task
    /// @return how often it was begun, 0 if it must not begin
    public int begin(Held held) {
        return broker.begin(hold(held));
    }

    /// Answers by a failure.
    ///
    /// @param held the task
    /// @throws IOException if the failure cannot be written
    public void fail(Held held) throws IOException {
        byte[] failure = CarriedTask.failureBytes(new IllegalStateException("of the ghost"));
        broker.end(hold(held), Broker.Told.FAILURE, failure, false);
    }

    /// Leaves, whatever the task does.
    ///
    /// @param held the task
    public void leaves(Held held) {
        broker.end(hold(held), Broker.Told.LEFT, name.getBytes(StandardCharsets.UTF_8), true);
    }

    /// Says that the process of a task has died, as the pool of a worker tells it.
    ///
    /// @param held the task
    /// @throws IOException if the failure cannot be written
    public void childDied(Held held) throws IOException {
        WorkerDiedException.Death death =
                new WorkerDiedException.Death(
                        1,
                        WorkerDiedException.Kind.EXIT,
                        4,
                        Duration.ZERO,
                        0,
                        0,
                        List.of(),
                        "",
                        "");
        byte[] failure =
                CarriedTask.failureBytes(new WorkerDiedException("a process died", death, 1));
        broker.end(hold(held), Broker.Told.FAILURE, failure, true);
    }

    /// Looks whose lease is over.
    public void looks() {
        broker.reap();
    }

    /// Has the server tell, as the last thing that it does before it is gone, that a task was begun seven times.
    ///
    /// @param held the task
    public void tellsFarInTheFuture(Held held) {
        answers(held)
                .add(
                        new StreamMessageId(Long.MAX_VALUE / 2),
                        StreamAddArgs.entries(Map.of("i", held.id(), "k", "B", "v", "7")));
    }

    /// Has the server know nothing of what it has told.
    ///
    /// @param held whose owner was told
    public void forgetsAnswers(Held held) {
        answers(held).delete();
    }

    private RStream<String, String> answers(Held held) {
        String owner = held.id().substring(0, held.id().indexOf('/'));
        return link.client().getStream(broker.answers(owner), StringCodec.INSTANCE);
    }

    /// Has the server forget a task.
    ///
    /// @param held the task
    public void forgets(Held held) {
        link.client().getKeys().delete(key("t:" + held.id()));
    }

    /// How much an owner keeps of what it has sent.
    ///
    /// @param task of a pool of a cluster
    /// @return the bytes of its body
    public static int bytesKept(TaskFuture<?> task) {
        return ((ClusterTask<?>) task).body().length;
    }

    /// Gives back what it has not begun.
    ///
    /// @param held the task
    public void handBack(Held held) {
        broker.handBack(name, List.of(hold(held)));
    }
}
