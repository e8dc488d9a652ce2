package io.heddle.stress.cluster;

import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.WorkerDiedException;
import io.heddle.cluster.AcknowledgedQueue;
import io.heddle.cluster.Cluster;
import io.heddle.cluster.ClusterUnavailableException;
import io.heddle.stress.cluster.Diary.Verb;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program that hands in tasks and sends values, and writes down what becomes of them.
final class ClientRole extends Role {

    /// Retries of a task that is to end well whatever happens.
    static final int ENOUGH = 50;

    private static final int MOST_AT_ONCE = 16;
    private static final int SHORT_MILLIS = 120;
    private static final int LONG_MILLIS = 1_500;
    private static final long TICK_MILLIS = 200;
    private static final Pattern WORKER = Pattern.compile("worker=([^/ ]+)/");

    private final Semaphore room = new Semaphore(MOST_AT_ONCE);

    private ClientRole(String[] arguments) {
        super(arguments);
    }

    static void main(String[] arguments) throws Exception {
        new ClientRole(arguments).run();
    }

    @Override
    void play() throws InterruptedException {
        try (Cluster cluster = Cluster.join(options);
                TaskPool pool = cluster.pool()) {
            AcknowledgedQueue<String> queue = cluster.acknowledgedQueue(QUEUE, SILENCE, DELIVERIES);
            diary.note(Verb.READY);
            for (int i = 0; !isEnding(); i++) {
                if (room.tryAcquire(TICK_MILLIS, TimeUnit.MILLISECONDS)) {
                    submit(pool, name + "-" + i);
                }
                if (dice(2) == 0) {
                    send(queue, name + "-v" + i);
                }
            }
            room.acquire(MOST_AT_ONCE); // all have their answer
        }
    }

    private void submit(TaskPool pool, String id) {
        int retries = dice(5) < 2 ? 0 : ENOUGH;
        int millis = dice(12) == 0 ? dice(LONG_MILLIS) : dice(SHORT_MILLIS);
        diary.note(Verb.SUBMITS, id, retries);
        TaskFuture<Long> future =
                pool.submit(
                        TaskOptions.named(id).retries(retries),
                        new Chore(folder.toString(), id, millis));
        Thread.startVirtualThread(() -> {
            awaitAnswer(id, future);
            room.release();
        });
    }

    private void awaitAnswer(String id, TaskFuture<Long> future) {
        try {
            diary.note(Verb.RESULT, id, future.get(), future.attempts());
        } catch (ExecutionException e) {
            failed(id, Objects.requireNonNull(e.getCause()));
        } catch (InterruptedException | RuntimeException e) {
            failed(id, e);
        }
    }

    private void failed(String id, Throwable failure) {
        String text = failure.toString();
        if (failure instanceof WorkerDiedException death) {
            Matcher worker = WORKER.matcher(text);
            diary.note(
                    Verb.FAILED,
                    id,
                    death.kind(),
                    death.pid(),
                    worker.find() ? worker.group(1) : "?",
                    text);
        } else {
            diary.note(Verb.FAILED, id, failure.getClass().getSimpleName(), 0, "?", text);
        }
    }

    private void send(AcknowledgedQueue<String> queue, String value) {
        diary.note(Verb.SENDS, value);
        try {
            queue.send(value);
            diary.note(Verb.SENT, value);
        } catch (ClusterUnavailableException e) {
            diary.note(Verb.UNSURE, value, e);
        }
    }
}
