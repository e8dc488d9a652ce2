package io.heddle.cluster.internal.pool;

import io.heddle.HeddleException;
import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.cluster.internal.link.Beat;
import io.heddle.cluster.internal.link.Farewell;
import io.heddle.cluster.internal.link.Insistence;
import io.heddle.cluster.internal.link.Link;
import io.heddle.cluster.internal.link.Opened;
import io.heddle.cluster.internal.link.ServerTrouble;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RTopic;
import org.redisson.client.RedisException;
import org.redisson.client.codec.ByteArrayCodec;

/// Where tasks of a cluster are run: each in a process of this machine's own pool, with its limits, reports and
/// cancellation.
///
/// It takes a task only when a process is free for it. What it has taken it renews; what the server says to stop,
/// or has given to somebody else, it ends. Answers wait until the server is there to hear them.
public final class Workplace implements AutoCloseable {

    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(2);

    /// How long who has sent a task may take to send its classes again.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long PAUSE_NANOS = 100_000_000;
    private static final long MOST_JAR_BYTES = 1L << 30;

    private final Link link;
    private final Broker broker;
    private final String id;
    private final int workers;
    private final String classPath;
    private final Consumer<String> log;
    private final Insistence insistence;
    private final Spoken spoken;
    private final TaskPool pool;
    private final ShippedJars jars;
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
        this.classPath = classPath;
        this.log = log;
        this.insistence = new Insistence(link, () -> gone);
        this.spoken = new Spoken(id, workers, this::tellOwner, log);
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
            Duration interval = link.options().taskRetryInterval();
            this.keeper =
                    opened.and(
                            Beat.start("heddle-cluster-keeps", interval.dividedBy(4), this::keep));
            this.puller = Beat.start("heddle-cluster-takes", LONGEST_WAIT, this::pull);
        } catch (RedisException e) {
            opened.closeBecause(e);
            throw ServerTrouble.explained(link.options().name(), e);
        } catch (RuntimeException | Error e) {
            opened.closeBecause(e);
            throw e;
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
                prepare();
            } catch (RedisException e) { // its lease ends, and somebody else tries
                log.accept("given up %s: %s".formatted(hold.id(), ServerTrouble.reason(e)));
            } finally {
                synchronized (jobs) {
                    jobs.remove(hold, this);
                    jobs.notifyAll();
                }
                puller.soon();
            }
        }

        /// Fetches what the task needs before it begins: what fails up to then costs it nothing.
        private void prepare() {
            String what = hold.id();
            try {
                TaskForm form = TaskForm.of(bytes);
                what = form.name();
                try (ShippedJars.Use classes = awaitClasses(form)) {
                    if (classes != null && begins()) {
                        answer(form, path(classes.path()));
                    }
                }
            } catch (IOException e) {
                if (begins()) {
                    failed(what, e);
                }
            }
        }

        private boolean begins() {
            if (leaving) {
                var _ = insistence.on(() -> handBack(List.of(hold)), 0);
                return false;
            }
            Integer begun = insistence.on(() -> broker.begin(hold), 0);
            return begun != null && begun > 0;
        }

        /// Waits while the server is away, and, for a while, until the owner has sent again what is not there.
        ///
        /// @return `null` if the task is to begin no more
        private ShippedJars.@Nullable Use awaitClasses(TaskForm form) throws IOException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!isUnwanted()) {
                try {
                    ShippedJars.Use use = jars.use(form.classes());
                    if (use != null) {
                        return use;
                    }
                } catch (RedisException e) {
                    if (ServerTrouble.isPassing(e)) {
                        end = System.nanoTime() + PATIENCE.toNanos();
                    }
                }
                if (System.nanoTime() - end > 0) {
                    throw new IOException(
                            "the server does not have the classes that the task has brought, and nobody has sent them again: task=%s; has its class path changed since it was started?"
                                    .formatted(form.name()));
                }
                LockSupport.parkNanos(this, PAUSE_NANOS);
            }
            if (leaving) {
                var _ = insistence.on(() -> handBack(List.of(hold)), 0);
            }
            return null;
        }

        private void answer(TaskForm form, String path) {
            long begin = System.nanoTime();
            String what = form.name();
            try {
                Object result = start(form, path).get();
                CarriedTask.Outcome outcome =
                        result instanceof CarriedTask.Items items
                                ? items.outcome()
                                : (CarriedTask.Outcome) result;
                end(
                        what,
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
                    end(what, Broker.Told.LEFT, id.getBytes(StandardCharsets.UTF_8), true);
                } else {
                    failed(what, e);
                }
            } catch (RedisException e) {
                throw e;
            } catch (RuntimeException e) {
                failed(what, e);
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts a virtual thread of ours", e);
            }
        }

        private TaskFuture<Object> start(TaskForm form, String path) {
            CarriedTask carried = new CarriedTask(form.body(), form.callable(), path);
            Task<Object> whole =
                    form.items() > 0
                            ? new CarriedTask.OfItems(carried, form.items())
                            : new Whole(carried);
            TaskOptions options =
                    form.timeout()
                            .map(limit -> TaskOptions.named(form.name()).timeout(limit))
                            .orElse(TaskOptions.named(form.name()));
            TaskFuture<Object> started =
                    spoken.start(owner(), form, () -> pool.submit(options, whole));
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
            log.accept("failed %s: %s".formatted(what, failure.getMessage()));
            end(
                    what,
                    Broker.Told.FAILURE,
                    failureBytes(failure),
                    failure instanceof WorkerDiedException);
        }

        private static byte[] failureBytes(Throwable failure) {
            try {
                return CarriedTask.failureBytes(failure);
            } catch (IOException e) {
                return new byte[0]; // cannot be: an envelope can always be written
            }
        }

        /// Answers; where the server does not take it, says so instead.
        private void end(String what, String told, byte[] value, boolean died) {
            if (value.length > link.largestValue()) {
                failed(what, TooLarge.result(value.length, link.largestValue()));
                return;
            }
            try {
                say(told, value, died);
            } catch (RedisException e) {
                HeddleException refused =
                        new HeddleException(
                                "the server of the cluster refuses the result: task=%s bytes=%d reason=%s; does it have memory (maxmemory) and room on its disk, and does it take so many bytes at once (proto-max-bulk-len)?"
                                        .formatted(what, value.length, ServerTrouble.reason(e)));
                log.accept("failed %s: %s".formatted(what, refused.getMessage()));
                say(Broker.Told.FAILURE, failureBytes(refused), false);
            }
        }

        private void say(String told, byte[] value, boolean died) {
            var _ =
                    insistence.on(
                            () -> {
                                broker.end(hold, told, value, died);
                                return true;
                            },
                            value.length);
        }

        private synchronized boolean isUnwanted() {
            return stopped || leaving || gone;
        }

        synchronized void stop() {
            stopped = true;
            if (future != null) {
                future.cancel(true);
            }
        }
    }

    private boolean handBack(List<Broker.Hold> holds) {
        broker.handBack(id, holds);
        return true;
    }

    /// Gives a task that is not made of items the type of one that is.
    private record Whole(CarriedTask task) implements Task<Object> {

        @java.io.Serial private static final long serialVersionUID = 1L;

        @Override
        public Object call() throws Exception {
            return task.call();
        }
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
