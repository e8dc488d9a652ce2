package io.heddle.cluster.internal.pool;

import io.heddle.cluster.internal.link.Link;
import io.heddle.cluster.internal.link.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisTimeoutException;

/// The tasks of a cluster as the server has them: who wants what, who does it, and how often it was begun.
///
/// ## Places of a task
///
/// `WAITING → TAKEN → BEGUN → over`. A worker takes a task, which does not count, and begins it, which does.
/// While it has it, it renews a lease. When the lease is over, a task that was only taken waits again, and one
/// that was begun waits again if it may be begun once more, otherwise its owner is told of the death. Each taking
/// has a number of its own: what a worker says of an earlier one, even of its own, is not heard.
///
/// Leases do not run while the server is away: whoever comes first after a long silence gives all of them anew.
///
/// Each step is one of [TaskScripts], harmless if it is taken twice.
final class Broker {

    /// What the owner of a task is told.
    static final class Told {
        /// It was begun; with how often.
        static final String BEGUN = "B";

        /// It has a result; with its bytes.
        static final String RESULT = "R";

        /// It has failed; with the bytes of the failure.
        static final String FAILURE = "F";

        /// Who had it is silent; with the milliseconds of its lease, a space, and its name.
        static final String LOST = "L";

        /// Who had it has left without waiting for its end; with its name.
        static final String LEFT = "G";

        /// It was taken again and again, and never begun; with the name of who had it last.
        static final String UNTAKEN = "U";

        /// It waits again.
        static final String AGAIN = "A";

        private Told() {}
    }

    /// Where a task was when it was to be cancelled.
    enum Found {
        WITHDRAWN,
        BEGUN,
        GONE
    }

    /// What is asked for a task.
    enum Wish {
        /// It does not begin, if it has not; otherwise all stays as it is.
        WITHDRAW,
        /// The same; and if it has begun, it is not begun again.
        NOT_AGAIN,
        /// The same; and if it has begun, it is stopped.
        STOP
    }

    /// A task with a worker, from being taken to its end.
    ///
    /// @param worker who has it
    /// @param id of the task
    /// @param number of the taking
    record Hold(String worker, String id, long number) {}

    /// A task that a worker has taken.
    record Taken(Hold hold, byte[] body) {}

    /// How long the tasks of an owner wait that says nothing any more.
    private static final Duration OWNER_TIME_TO_LIVE = Duration.ofMinutes(10);

    private final Link link;
    private final String key;
    private final long leaseMillis;

    Broker(Link link) {
        this.link = link;
        this.key = link.name("pool", "tasks");
        this.leaseMillis = Math.max(1, link.options().taskRetryInterval().toMillis());
    }

    /// On which topic there is news for workers.
    String newsTopic() {
        return key + ":news";
    }

    /// On which topic a worker hears what it is to stop.
    String stopTopic(String worker) {
        return key + ":c:" + worker;
    }

    /// On which topic an owner hears what its tasks print.
    String linesTopic(String owner) {
        return key + ":p:" + owner;
    }

    /// In which stream an owner is told of its tasks.
    String answers(String owner) {
        return key + ":a:" + owner;
    }

    private List<?> run(Script script, List<?> arguments) {
        return (List<?>) Objects.requireNonNull(script.run(link, key, arguments));
    }

    /// As above, but gives up after a quarter of the lease; the step may be taken all the same.
    private List<?> runBriefly(Script script, List<?> arguments) {
        try {
            return (List<?>)
                    script.runAsync(link, key, arguments)
                            .toCompletableFuture()
                            .get(Math.max(1, leaseMillis / 4), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new RedisTimeoutException(
                    "no answer within a quarter of the lease: lease=%d ms".formatted(leaseMillis));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisException("interrupted", e);
        } catch (ExecutionException e) {
            throw new RedisException(String.valueOf(e.getCause()), e.getCause());
        }
    }

    void submit(String owner, Collection<ClusterTask<?>> tasks) {
        List<Object> arguments = new ArrayList<>(List.of(owner, OWNER_TIME_TO_LIVE.toMillis()));
        for (ClusterTask<?> task : tasks) {
            arguments.addAll(List.of(task.number(), task.priority(), task.retries(), task.body()));
        }
        run(TaskScripts.SUBMIT, arguments);
    }

    List<Taken> take(String worker, int most) {
        List<?> got = run(TaskScripts.TAKE, List.of(worker, most, leaseMillis));
        List<Taken> taken = new ArrayList<>();
        for (int i = 0; i + 2 < got.size(); i += 3) {
            Hold hold = new Hold(worker, Script.text(got.get(i)), (Long) got.get(i + 1));
            taken.add(new Taken(hold, (byte[]) got.get(i + 2)));
        }
        return taken;
    }

    /// Tells how often the task has been begun with this, 0 if it must not begin.
    int begin(Hold hold) {
        return ((Long)
                        run(TaskScripts.BEGIN, List.of(hold.worker(), hold.id(), hold.number()))
                                .getFirst())
                .intValue();
    }

    /// Tells what came of a task; after a death it is run again instead, if it may be.
    void end(Hold hold, String told, byte[] value, boolean died) {
        run(
                TaskScripts.END,
                List.of(hold.worker(), hold.id(), hold.number(), told, value, died ? 1 : 0));
    }

    void handBack(String worker, Collection<Hold> holds) {
        run(TaskScripts.HAND_BACK, withHolds(List.of(worker), holds));
    }

    /// Renews the leases of a worker; gives what it is to stop. Does not wait so long for the answer that the
    /// next renewal would come too late.
    List<Hold> renew(String worker, List<Hold> holds) {
        return runBriefly(
                        TaskScripts.RENEW,
                        withHolds(
                                List.of(worker, leaseMillis, OWNER_TIME_TO_LIVE.toMillis()), holds))
                .stream()
                .map(place -> holds.get(((Long) place).intValue()))
                .toList();
    }

    /// Takes tasks from those who are silent, as a worker does, which has no time to wait for the answer.
    void reap() {
        var _ = runBriefly(TaskScripts.REAP, reaping("", 0));
    }

    /// The same, as an owner does, which says by it that it lives.
    ///
    /// @param last the number of the last task that it knows to be submitted
    void reap(String owner, long last) {
        run(TaskScripts.REAP, reaping(owner, last));
    }

    private List<?> reaping(String owner, long last) {
        return List.of(
                leaseMillis, OWNER_TIME_TO_LIVE.toMillis(), owner, last, TaskScripts.MOST_TAKES);
    }

    /// Has a task be unknown that could not be submitted, also if it is on its way still.
    void forgo(String owner, long number, String id) {
        run(TaskScripts.FORGO, List.of(owner, number));
        var _ = cancel(List.of(id), Wish.STOP);
    }

    void leave(String owner) {
        run(TaskScripts.LEAVE, List.of(owner, OWNER_TIME_TO_LIVE.toMillis()));
    }

    List<Found> cancel(Collection<String> ids, Wish wish) {
        List<Object> arguments = new ArrayList<>(List.of(wish));
        arguments.addAll(ids);
        return run(TaskScripts.CANCEL, arguments).stream()
                .map(found -> Found.values()[((Long) found).intValue()])
                .toList();
    }

    /// Which of these tasks the server does not know.
    List<String> unknown(Collection<String> ids) {
        return run(TaskScripts.UNKNOWN, List.copyOf(ids)).stream().map(Script::text).toList();
    }

    private static List<Object> withHolds(List<?> first, Collection<Hold> holds) {
        List<Object> all = new ArrayList<>(first);
        for (Hold hold : holds) {
            all.add(hold.id());
            all.add(hold.number());
        }
        return all;
    }
}
