package io.heddle.cluster.internal.pool;

import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.cluster.internal.link.Beat;
import io.heddle.cluster.internal.link.Farewell;
import io.heddle.cluster.internal.link.Insistence;
import io.heddle.cluster.internal.link.Link;
import io.heddle.cluster.internal.link.Opened;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.redisson.api.RTopic;
import org.redisson.client.codec.ByteArrayCodec;

/// Where tasks of a cluster are run: each in a process of this machine's own pool, with its limits, reports and
/// cancellation.
///
/// It takes a task only when a process is free for it. What it has taken it renews; what the server says to stop,
/// or has given to somebody else, it ends. Answers wait until the server is there to hear them.
public final class Workplace implements AutoCloseable {

    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    private static final long MOST_JAR_BYTES = 1L << 30;

    private final Link link;
    private final Broker broker;
    private final String id;
    private final int workers;
    private final TaskPool pool;
    private final ShippedJars jars;
    private final Job.Place place;
    private final Beat puller;
    private final Beat keeper;
    private final int newsListener;
    private final int stopListener;

    /// What was taken and is not over. Who takes one away, tells those who wait on this.
    private final Map<Broker.Hold, Job> jobs = new ConcurrentHashMap<>();

    private volatile boolean leaving;
    private volatile boolean gone;

    /// Begins to take tasks.
    ///
    /// @param link the way to the server
    /// @param name what this worker is called
    /// @param workers how many processes it has
    /// @param classPath where the classes of tasks are found beside this program's own class path
    /// @param log takes a line for each thing that an operator wants to know
    public Workplace(Link link, String name, int workers, String classPath, Consumer<String> log) {
        this.link = link;
        this.broker = new Broker(link);
        this.id = name + "/" + UUID.randomUUID().toString().substring(0, 8);
        this.workers = workers;
        Spoken spoken = new Spoken(id, workers, this::tellOwner, log);
        Opened opened = new Opened();
        try {
            long _ = link.largestValue(); // asked now, so that no answer waits for it
            this.jars = opened.and(new ShippedJars(new ShippedStore(link)::jar, MOST_JAR_BYTES));
            this.newsListener = news().addListener(byte[].class, (channel, none) -> pullSoon());
            opened.undo(() -> news().removeListener(newsListener));
            this.stopListener =
                    stops().addListener(byte[].class, (channel, task) -> stop(Answers.text(task)));
            opened.undo(() -> stops().removeListener(stopListener));
            this.pool =
                    opened.and(
                            TaskPool.ofProcesses()
                                    .workers(workers)
                                    .name(name)
                                    .output(TaskOutput.lines(spoken::printed))
                                    .initializer(new DeafToTheTerminal())
                                    .build());
            this.place =
                    new Job.Place(
                            link,
                            broker,
                            new Insistence(link, () -> gone),
                            jars,
                            spoken,
                            pool,
                            id,
                            classPath,
                            log,
                            () -> leaving,
                            this::over);
            Duration interval = link.options().taskRetryInterval();
            this.keeper =
                    opened.and(
                            Beat.start("heddle-cluster-keeps", interval.dividedBy(4), this::keep));
            this.puller = Beat.start("heddle-cluster-takes", LONGEST_WAIT, this::pull);
        } catch (RuntimeException | Error e) {
            throw opened.closeBecause(link.options().name(), e);
        }
        puller.soon();
    }

    private RTopic news() {
        return link.client().getTopic(broker.newsTopic(), ByteArrayCodec.INSTANCE);
    }

    private RTopic stops() {
        return link.client().getTopic(broker.stopTopic(id), ByteArrayCodec.INSTANCE);
    }

    private void tellOwner(String owner, byte[] line) {
        var _ =
                link.client()
                        .getTopic(broker.linesTopic(owner), ByteArrayCodec.INSTANCE)
                        .publishAsync(line);
    }

    private void pullSoon() {
        Beat beat = puller;
        if (beat != null) { // news may come before this is whole
            beat.soon();
        }
    }

    // ---- taking
    // ------------------------------------------------------------------------------------

    private void pull() {
        int free = workers - jobs.size();
        if (leaving || free <= 0) {
            return;
        }
        List<Broker.Taken> taken = broker.take(id, free);
        for (Broker.Taken task : taken) {
            Job job = new Job(place, task.hold(), task.body());
            jobs.put(task.hold(), job);
            Thread.ofVirtual().name("cluster-task").start(job::run);
        }
        if (!taken.isEmpty()) {
            puller.soon();
        }
    }

    private void keep() {
        for (Broker.Hold hold : broker.renew(id, List.copyOf(jobs.keySet()))) {
            Job job = jobs.get(hold);
            if (job != null) {
                job.stop();
            }
        }
        broker.reap();
    }

    private void stop(String task) {
        jobs.values().stream().filter(job -> job.hold().id().equals(task)).forEach(Job::stop);
    }

    private void over(Job job) {
        synchronized (jobs) {
            jobs.remove(job.hold(), job);
            jobs.notifyAll();
        }
        puller.soon();
    }

    // ---- leaving
    // ---------------------------------------------------------------------------------------

    /// Tells how many tasks it has.
    ///
    /// @return what was taken and is not over
    public int busy() {
        return jobs.size();
    }

    /// Takes no more tasks, gives back what has not begun, and waits for the others.
    ///
    /// @throws InterruptedException if interrupted while waiting
    public void leave() throws InterruptedException {
        leaving = true;
        puller.close();
        synchronized (jobs) {
            while (!jobs.isEmpty()) {
                jobs.wait();
            }
        }
    }

    /// Leaves at once: what runs is ended, and run again elsewhere if it may be.
    @Override
    public void close() {
        leaving = true;
        puller.close();
        Farewell.say(() -> broker.handBack(id, List.copyOf(jobs.keySet())));
        jobs.values().forEach(Job::stop);
        awaitAnswers();
        gone = true;
        keeper.close();
        pool.shutdownNow();
        pool.close();
        jars.close();
        Farewell.say(() -> {
            news().removeListener(newsListener);
            stops().removeListener(stopListener);
        });
    }

    private void awaitAnswers() {
        long end = System.nanoTime() + LAST_ANSWERS.toNanos();
        synchronized (jobs) {
            for (long left = LAST_ANSWERS.toMillis();
                    !jobs.isEmpty() && left > 0;
                    left = (end - System.nanoTime()) / 1_000_000) {
                try {
                    jobs.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }
}
