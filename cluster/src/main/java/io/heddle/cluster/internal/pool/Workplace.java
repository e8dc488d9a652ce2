package io.heddle.cluster.internal.pool;

import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskLine;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.cluster.internal.link.Beat;
import io.heddle.cluster.internal.link.Farewell;
import io.heddle.cluster.internal.link.Link;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisException;
import org.redisson.client.codec.ByteArrayCodec;

/// Where tasks of a cluster are run: each in a process of this machine's own pool, with its limits, reports and
/// cancellation.
///
/// It takes a task only when a process is free for it. What it has taken it renews; what the server says to stop,
/// or has given to somebody else, it ends. Answers wait until the server is there to hear them.
public final class Workplace implements AutoCloseable {

    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    private static final long PAUSE_NANOS = 100_000_000;
    private static final int MOST_SPEAKERS = 1_000;

    private final Link link;
    private final Broker broker;
    private final String id;
    private final int workers;
    private final String classPath;
    private final Consumer<String> log;
    private final TaskPool pool;
    private final ShippedStore shipped;
    private final Beat puller;
    private final Beat keeper;
    private final int newsListener;
    private final int stopListener;

    /// What was taken and is not over.
    private final Map<Broker.Hold, Job> jobs = new ConcurrentHashMap<>();

    /// Whose the lines are that local tasks print, by the number of the local task; those of tasks that have just
    /// ended too, since lines may come after the answer. Guarded by itself.
    private final Map<Long, Speaker> speakers =
            new LinkedHashMap<>() {
                @java.io.Serial private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, Speaker> eldest) {
                    return size() > MOST_SPEAKERS + workers;
                }
            };

    /// Whose task prints.
    private record Speaker(String owner, long taskId, String taskName) {}

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
        this.classPath = classPath;
        this.log = log;
        this.shipped = new ShippedStore(link);
        this.pool =
                TaskPool.ofProcesses()
                        .workers(workers)
                        .name(name)
                        .output(TaskOutput.lines(this::printed))
                        .initializer(new DeafToTheTerminal())
                        .build();
        this.newsListener =
                link.client()
                        .getTopic(broker.newsTopic(), ByteArrayCodec.INSTANCE)
                        .addListener(byte[].class, (channel, none) -> pullSoon());
        this.stopListener =
                link.client()
                        .getTopic(broker.stopTopic(id), ByteArrayCodec.INSTANCE)
                        .addListener(
                                byte[].class,
                                (channel, task) -> stop(new String(task, StandardCharsets.UTF_8)));
        Duration interval = link.options().taskRetryInterval();
        this.keeper = Beat.start("heddle-cluster-keeps", interval.dividedBy(4), this::keep);
        this.puller = Beat.start("heddle-cluster-takes", LONGEST_WAIT, this::pull);
        puller.soon();
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
            Job job = new Job(task.hold(), task.body());
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
        jobs.values().stream().filter(job -> job.hold.id().equals(task)).forEach(Job::stop);
    }

    /// Does something as soon as the server is there.
    private <T> @Nullable T persistently(Supplier<T> action) {
        while (!gone) {
            try {
                return action.get();
            } catch (RedisException e) {
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
        }
        return null;
    }

    /// A task from being taken to its answer.
    private final class Job {

        private final Broker.Hold hold;
        private final byte[] bytes;

        /// Guarded by this.
        private @Nullable TaskFuture<Object> future;

        /// Guarded by this.
        private boolean stopped;

        Job(Broker.Hold hold, byte[] bytes) {
            this.hold = hold;
            this.bytes = bytes;
        }

        void run() {
            try {
                Integer begun =
                        leaving ? Integer.valueOf(0) : persistently(() -> broker.begin(hold));
                if (begun != null && begun > 0) {
                    answer();
                }
            } finally {
                jobs.remove(hold, this);
                puller.soon();
            }
        }

        private void answer() {
            long begin = System.nanoTime();
            String what = hold.id();
            try {
                TaskForm read = TaskForm.of(bytes);
                what = read.name();
                Object result = start(read).get();
                CarriedTask.Outcome outcome =
                        result instanceof CarriedTask.Items items
                                ? items.outcome()
                                : (CarriedTask.Outcome) result;
                end(
                        outcome.failed() ? Broker.Told.FAILURE : Broker.Told.RESULT,
                        outcome.value(),
                        false);
                log.accept(
                        "%s %s in %d ms"
                                .formatted(
                                        outcome.failed() ? "failed" : "done",
                                        what,
                                        (System.nanoTime() - begin) / 1_000_000));
            } catch (ExecutionException e) {
                failed(what, java.util.Objects.requireNonNull(e.getCause()));
            } catch (CancellationException e) {
                if (leaving) {
                    end(Broker.Told.LOST, id.getBytes(StandardCharsets.UTF_8), true);
                } else {
                    failed(what, e);
                }
            } catch (IOException | RuntimeException e) {
                failed(what, e);
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts a virtual thread of ours", e);
            }
        }

        private TaskFuture<Object> start(TaskForm read) throws IOException {
            String brought = shipped.pathOf(read.classes());
            CarriedTask carried = new CarriedTask(read.body(), read.callable(), path(brought));
            Task<Object> whole =
                    read.items() > 0
                            ? new CarriedTask.OfItems(carried, read.items())
                            : new Whole(carried);
            TaskOptions options =
                    read.timeout()
                            .map(limit -> TaskOptions.named(read.name()).timeout(limit))
                            .orElse(TaskOptions.named(read.name()));
            TaskFuture<Object> started;
            synchronized (speakers) { // its first line waits until it is known
                started = pool.submit(options, whole);
                speakers.put(started.id(), new Speaker(owner(), read.taskId(), read.name()));
            }
            synchronized (this) {
                future = started;
                if (stopped) {
                    started.cancel(true);
                }
            }
            return started;
        }

        /// What the task has brought comes first.
        private String path(String brought) {
            return brought.isEmpty() || classPath.isEmpty()
                    ? brought + classPath
                    : brought + File.pathSeparator + classPath;
        }

        private String owner() {
            return hold.id().substring(0, hold.id().lastIndexOf('/'));
        }

        private void failed(String what, Throwable failure) {
            boolean died = failure instanceof WorkerDiedException;
            log.accept("failed %s: %s".formatted(what, failure.getMessage()));
            byte[] value;
            try {
                value = CarriedTask.failureBytes(failure);
            } catch (IOException e) {
                value = new byte[0]; // cannot be: an envelope can always be written
            }
            end(Broker.Told.FAILURE, value, died);
        }

        private void end(String told, byte[] value, boolean died) {
            var _ =
                    persistently(() -> {
                        broker.end(hold, told, value, died);
                        return true;
                    });
        }

        synchronized void stop() {
            stopped = true;
            if (future != null) {
                future.cancel(true);
            }
        }
    }

    /// Gives a task that is not made of items the type of one that is.
    private record Whole(CarriedTask task) implements Task<Object> {

        @java.io.Serial private static final long serialVersionUID = 1L;

        @Override
        public Object call() throws Exception {
            return task.call();
        }
    }

    // ---- what tasks print
    // ----------------------------------------------------------------------------

    private void printed(TaskLine line) {
        Speaker speaker;
        synchronized (speakers) {
            speaker = speakers.get(line.taskId());
        }
        if (speaker == null) {
            log.accept(line.text()); // said between two tasks
            return;
        }
        TaskLine own =
                new TaskLine(
                        line.text(),
                        line.error(),
                        id + " " + line.worker(),
                        line.pid(),
                        speaker.taskId(),
                        speaker.taskName());
        var _ =
                link.client()
                        .getTopic(broker.linesTopic(speaker.owner()), ByteArrayCodec.INSTANCE)
                        .publishAsync(PrintedLine.write(own));
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
        while (!jobs.isEmpty()) {
            Thread.sleep(Duration.ofMillis(10));
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
        shipped.close();
        Farewell.say(() -> {
            link.client()
                    .getTopic(broker.newsTopic(), ByteArrayCodec.INSTANCE)
                    .removeListener(newsListener);
            link.client()
                    .getTopic(broker.stopTopic(id), ByteArrayCodec.INSTANCE)
                    .removeListener(stopListener);
        });
    }

    private void awaitAnswers() {
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        while (!jobs.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(this, 1_000_000);
        }
    }
}
