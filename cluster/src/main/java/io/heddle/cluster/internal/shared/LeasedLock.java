package io.heddle.cluster.internal.shared;

import io.heddle.cluster.ClusterLock;
import io.heddle.cluster.LeaseLostException;
import io.heddle.spi.Durations;
import io.heddle.spi.Parking;
import java.io.Serial;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// A lock of this process, whose holder holds the lock at the server too.
///
/// The lock of the process makes it reentrant, knows its owner, and lets only one thread of the process come to the
/// server at a time. At the server there is the name of the holding, which runs out with the lease, and a number that
/// each holding increases.
final class LeasedLock extends Structure implements ClusterLock {

    @Serial private static final long serialVersionUID = 1L;

    /// Gives the token, or 0 and for how long another one has it. Asked twice for the same holding it gives the same.
    private static final String ACQUIRE =
            """
            local holder = redis.call('HGET', KEYS[1], 'holding')
            if holder and holder ~= ARGV[1] then
              return {0, redis.call('PTTL', KEYS[1])}
            end
            if not holder then
              local token = redis.call('INCR', KEYS[2])
              redis.call('HSET', KEYS[1], 'holding', ARGV[1], 'token', token)
            end
            redis.call('PEXPIRE', KEYS[1], ARGV[2])
            return {redis.call('HGET', KEYS[1], 'token'), 0}
            """;

    private static final String RENEW =
            """
            if redis.call('HGET', KEYS[1], 'holding') ~= ARGV[1] then
              return {0}
            end
            return {redis.call('PEXPIRE', KEYS[1], ARGV[2])}
            """;

    private static final String RELEASE =
            Once.script(
                    """
                    if redis.call('HGET', KEYS[2], 'holding') ~= ARGV[3] then
                      return {0}
                    end
                    redis.call('DEL', KEYS[2])
                    redis.call('PUBLISH', KEYS[3], '')
                    return done(1)
                    """);

    private static final String IS_LOCKED = "return {redis.call('EXISTS', KEYS[1])}";

    private final transient List<String> keys;
    private final transient List<String> releaseKeys;
    private final transient String channel;
    private final transient ReentrantLock threads = new ReentrantLock(true);

    private transient @Nullable Holding holding; // guarded by the lock of the process

    /// What the server knows of the holder.
    ///
    /// @param id its name there
    /// @param token its number
    /// @param lease keeps it
    private record Holding(String id, long token, Leases.Lease lease) {}

    LeasedLock(Workshop workshop, String name) {
        super(workshop, "lock", name);
        channel = key("freed");
        keys = List.of(key("holder"), key("token"));
        releaseKeys = List.of(key("holder"), channel);
    }

    @Override
    public void lock() {
        try {
            take(Limit.uninterruptible());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted although nobody cares", e);
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        take(Limit.never());
    }

    @Override
    public boolean tryLock() {
        if (!threads.tryLock()) {
            return false;
        }
        boolean taken = false;
        try {
            taken = isNested() || tryOnce();
        } finally {
            if (!taken) {
                threads.unlock();
            }
        }
        return taken;
    }

    private boolean tryOnce() {
        String id = UUID.randomUUID().toString();
        long begun = System.nanoTime();
        Answer answer;
        try {
            answer =
                    workshop()
                            .calls()
                            .start(ACQUIRE, keys, id, leaseMillis())
                            .await(false, late -> giveBack(id, late));
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted although nobody cares", e);
        }
        return answer.number(0) > 0 && hold(id, answer.number(0), begun);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return take(Limit.inUnits(time, unit));
    }

    private boolean take(Limit limit) throws InterruptedException {
        limit.checkInterrupt();
        long begun = System.nanoTime();
        if (!Parking.<Boolean, InterruptedException>around(() -> lockHere(limit))) {
            return false;
        }
        boolean taken = false;
        try {
            if (!isNested()) {
                workshop().calls().requireNoOutageSince(begun);
                taken = takeAtServer(limit);
            } else {
                taken = true;
            }
        } finally {
            if (!taken) {
                threads.unlock();
            }
        }
        return taken;
    }

    /// Waits for the other threads of this process, in the order in which they came. The one who holds it may never unlock,
    /// so who waits is told when the cluster is left.
    private boolean lockHere(Limit limit) throws InterruptedException {
        boolean interrupted = false;
        LocalWait wait = new LocalWait();
        workshop().opened(wait);
        try {
            while (true) {
                try {
                    if (limit.isTimed()) {
                        return threads.tryLock(
                                Math.max(0, limit.leftNanos()), TimeUnit.NANOSECONDS);
                    }
                    threads.lockInterruptibly();
                    return true;
                } catch (InterruptedException e) {
                    if (wait.isToldToEnd()) {
                        throw workshop().calls().left();
                    }
                    if (limit.isInterruptible()) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
        } finally {
            workshop().closed(wait);
            wait.end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /// A thread that waits for others of this process, until the cluster is left.
    private static final class LocalWait implements AutoCloseable {

        private final Thread thread = Thread.currentThread();
        private boolean toldToEnd;
        private boolean over;

        /// Tells it to end. The interrupt is ours, and nobody sees it.
        @Override
        public synchronized void close() {
            if (!over) {
                toldToEnd = true;
                thread.interrupt();
            }
        }

        synchronized boolean isToldToEnd() {
            return toldToEnd;
        }

        synchronized void end() {
            over = true;
            if (toldToEnd) {
                var _ = Thread.interrupted();
            }
        }
    }

    /// Whether this thread has it already.
    ///
    /// @throws LeaseLostException if it had it, and others may have it now
    private boolean isNested() {
        if (threads.getHoldCount() < 2) {
            return false;
        }
        Holding held = mine();
        if (held.lease().isLost()) {
            throw lost("the lock was lost by the holder who takes it once more", held);
        }
        return true;
    }

    private boolean takeAtServer(Limit limit) throws InterruptedException {
        String id = UUID.randomUUID().toString();
        Boolean taken = await(channel, limit, pause -> tryToHold(id, limit, pause));
        return taken != null;
    }

    private @Nullable Boolean tryToHold(String id, Limit limit, Bells.Pause pause)
            throws InterruptedException {
        long begun = System.nanoTime();
        Answer answer =
                workshop()
                        .calls()
                        .start(ACQUIRE, keys, id, leaseMillis())
                        .await(limit.isInterruptible(), late -> giveBack(id, late));
        if (answer.number(0) > 0) {
            return hold(id, answer.number(0), begun);
        }
        pause.atMostMillis(answer.number(1));
        return null;
    }

    private void giveBack(String id, Answer late) {
        if (late.number(0) > 0) {
            var _ = once().start(RELEASE, releaseKeys, id).keep();
        }
    }

    private boolean hold(String id, long token, long begun) {
        Leases.Lease lease = workshop().leases().hold(lease(), begun, () -> renew(id));
        holding = new Holding(id, token, lease);
        return true;
    }

    private CompletionStage<Boolean> renew(String id) {
        return workshop()
                .calls()
                .start(RENEW, keys, id, leaseMillis())
                .answer()
                .thenApply(answer -> answer.isOne(0));
    }

    @Override
    public void unlock() {
        Holding held = mine();
        if (threads.getHoldCount() > 1) {
            threads.unlock();
            return;
        }
        held.lease().end();
        try {
            if (!once().ask(RELEASE, releaseKeys, held.id()).isOne(0)) {
                throw lost("the lock was lost before it was given back", held);
            }
        } finally {
            holding = null;
            threads.unlock();
        }
    }

    private LeaseLostException lost(String what, Holding held) {
        return new LeaseLostException(
                "%s, and others may have held it meanwhile: lock=%s token=%d lease=%s cluster=%s"
                        .formatted(
                                what,
                                name(),
                                held.token(),
                                Durations.text(lease()),
                                backing().cluster()));
    }

    private Holding mine() {
        Holding held = holding;
        if (!threads.isHeldByCurrentThread() || held == null) {
            throw new IllegalMonitorStateException(
                    "this thread does not hold the lock: lock=%s thread=%s"
                            .formatted(name(), Thread.currentThread()));
        }
        return held;
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException(
                "a lock of a cluster has no conditions: lock=%s; let a ClusterEvent or a queue say what has changed"
                        .formatted(name()));
    }

    @Override
    public long token() {
        return mine().token();
    }

    @Override
    public boolean isHeldByCurrentThread() {
        return threads.isHeldByCurrentThread() && !mine().lease().isLost();
    }

    @Override
    public boolean isLocked() {
        return ask(IS_LOCKED, keys).isOne(0);
    }
}
