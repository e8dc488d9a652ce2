package io.heddle.cluster.internal.pool;

import io.heddle.HeddleException;
import io.heddle.Task;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.cluster.internal.link.Insistence;
import io.heddle.cluster.internal.link.Link;
import io.heddle.cluster.internal.link.ServerTrouble;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.redisson.client.RedisException;

/// A task at a [Workplace], from being taken to its answer.
final class Job {

    /// Where it is done.
    ///
    /// @param link the way to the server
    /// @param broker what is said there
    /// @param insistence says it as soon as the server is there
    /// @param jars what tasks have brought
    /// @param spoken what they print
    /// @param pool runs them
    /// @param id what the worker is called
    /// @param classPath where classes are found beside the program's own class path
    /// @param log for an operator
    /// @param leaving whether nothing is to begin any more
    /// @param over takes what has ended
    record Place(
            Link link,
            Broker broker,
            Insistence insistence,
            ShippedJars jars,
            Spoken spoken,
            TaskPool pool,
            String id,
            String classPath,
            Consumer<String> log,
            BooleanSupplier leaving,
            Consumer<Job> over) {}

    /// How long who has sent a task may take to send its classes again.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long PAUSE_NANOS = 100_000_000;

    private final Place place;
    private final Broker.Hold hold;
    private final byte[] bytes;

    /// Guarded by this.
    private @Nullable TaskFuture<Object> future;

    /// Guarded by this.
    private boolean stopped;

    Job(Place place, Broker.Hold hold, byte[] bytes) {
        this.place = place;
        this.hold = hold;
        this.bytes = bytes;
    }

    Broker.Hold hold() {
        return hold;
    }

    /// Does it all, in a thread of its own.
    void run() {
        try {
            prepare();
        } catch (RedisException e) { // its lease ends, and somebody else tries
            place.log().accept("given up %s: %s".formatted(hold.id(), ServerTrouble.reason(e)));
        } finally {
            place.over().accept(this);
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

    private void handBack() {
        var _ =
                place.insistence()
                        .on(
                                () -> {
                                    place.broker().handBack(place.id(), List.of(hold));
                                    return true;
                                },
                                0);
    }

    private boolean begins() {
        if (place.leaving().getAsBoolean()) {
            handBack();
            return false;
        }
        Integer begun = place.insistence().on(() -> place.broker().begin(hold), 0);
        return begun != null && begun > 0;
    }

    /// Waits while the server is away, and, for a while, until the owner has sent again what is not there.
    ///
    /// @return `null` if the task is to begin no more
    private ShippedJars.@Nullable Use awaitClasses(TaskForm form) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!isUnwanted()) {
            try {
                ShippedJars.Use use = place.jars().use(form.classes());
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
        if (place.leaving().getAsBoolean()) {
            handBack();
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
            place.log()
                    .accept(
                            "%s %s in %d ms"
                                    .formatted(
                                            outcome.failed() ? "failed" : "done",
                                            what,
                                            (System.nanoTime() - begin) / 1_000_000));
        } catch (ExecutionException e) {
            failed(what, Objects.requireNonNull(e.getCause()));
        } catch (CancellationException e) {
            if (place.leaving().getAsBoolean()) {
                end(what, Broker.Told.LEFT, place.id().getBytes(StandardCharsets.UTF_8), true);
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
                place.spoken().start(owner(), form, () -> place.pool().submit(options, whole));
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
        return brought.isEmpty() || place.classPath().isEmpty()
                ? brought + place.classPath()
                : brought + File.pathSeparator + place.classPath();
    }

    private String owner() {
        return hold.id().substring(0, hold.id().lastIndexOf('/'));
    }

    private void failed(String what, Throwable failure) {
        place.log().accept("failed %s: %s".formatted(what, failure.getMessage()));
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
        if (value.length > place.link().largestValue()) {
            failed(what, TooLarge.result(value.length, place.link().largestValue()));
            return;
        }
        try {
            say(told, value, died);
        } catch (RedisException e) {
            HeddleException refused =
                    new HeddleException(
                            "the server of the cluster refuses the result: task=%s bytes=%d reason=%s; does it have memory (maxmemory) and room on its disk, and does it take so many bytes at once (proto-max-bulk-len)?"
                                    .formatted(what, value.length, ServerTrouble.reason(e)));
            place.log().accept("failed %s: %s".formatted(what, refused.getMessage()));
            say(Broker.Told.FAILURE, failureBytes(refused), false);
        }
    }

    private void say(String told, byte[] value, boolean died) {
        var _ =
                place.insistence()
                        .on(
                                () -> {
                                    place.broker().end(hold, told, value, died);
                                    return true;
                                },
                                value.length);
    }

    private synchronized boolean isUnwanted() {
        return stopped || place.leaving().getAsBoolean();
    }

    synchronized void stop() {
        stopped = true;
        if (future != null) {
            future.cancel(true);
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
}
