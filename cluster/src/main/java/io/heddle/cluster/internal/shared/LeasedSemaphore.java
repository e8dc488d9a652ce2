package io.heddle.cluster.internal.shared;

import io.heddle.cluster.ClusterSemaphore;
import io.heddle.cluster.LeaseLostException;
import io.heddle.spi.Durations;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A set at the server of the permits that are taken, each with the time at which its lease runs out.
final class LeasedSemaphore extends Structure implements ClusterSemaphore {

    @Serial private static final long serialVersionUID = 1L;

    /// What each script begins with: what has run out is free.
    private static final String EXPIRE =
            """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
            local function free()
              return tonumber(ARGV[1]) - redis.call('ZCARD', KEYS[1])
            end
            """;

    /// Says 1, or 0 and in how many milliseconds one comes back by itself. Asked twice for the same permits it gives
    /// the same.
    private static final String ACQUIRE =
            EXPIRE
                    + """
                    local missing = {}
                    for i = 3, #ARGV do
                      if not redis.call('ZSCORE', KEYS[1], ARGV[i]) then
                        missing[#missing + 1] = ARGV[i]
                      end
                    end
                    if #missing > free() then
                      local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
                      return {0, first[2] and first[2] - now or 1000}
                    end
                    for _, permit in ipairs(missing) do
                      redis.call('ZADD', KEYS[1], now + ARGV[2], permit)
                    end
                    return {1}
                    """;

    private static final String RENEW =
            EXPIRE
                    + """
                    if not redis.call('ZSCORE', KEYS[1], ARGV[3]) then
                      return {0}
                    end
                    redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[3])
                    return {1}
                    """;

    /// Says how many of them were still held.
    private static final String RELEASE =
            Once.script(
                    """
                    local time = redis.call('TIME')
                    local now = time[1] * 1000 + math.floor(time[2] / 1000)
                    local held = 0
                    for i = 3, #ARGV do
                      local ends = redis.call('ZSCORE', KEYS[2], ARGV[i])
                      if ends and tonumber(ends) > now then
                        held = held + 1
                      end
                      redis.call('ZREM', KEYS[2], ARGV[i])
                    end
                    redis.call('PUBLISH', KEYS[3], '')
                    return done(held)
                    """);

    private static final String FREE = EXPIRE + "return {free()}";

    private final transient int permits;
    private final transient String channel;
    private final transient List<String> keys;
    private final transient List<String> releaseKeys;
    private final transient Gate gate = new Gate();

    private final transient Deque<Permit> held = new ArrayDeque<>(); // guarded by itself

    private record Permit(String id, Leases.Lease lease) {}

    LeasedSemaphore(Workshop workshop, String name, int permits) {
        super(workshop, "semaphore", name);
        if (permits < 1) {
            throw new IllegalArgumentException(
                    "a semaphore needs at least one permit: name=%s permits=%d"
                            .formatted(name, permits));
        }
        this.permits = permits;
        this.channel = key("freed");
        this.keys = List.of(key("taken"));
        this.releaseKeys = List.of(key("taken"), channel);
        agree("permits", permits);
    }

    @Override
    public void acquire(int count) throws InterruptedException {
        acquire(count, Limit.never());
    }

    @Override
    public void acquireUninterruptibly(int count) {
        try {
            acquire(count, Limit.uninterruptible());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted although nobody cares", e);
        }
    }

    @Override
    public boolean tryAcquire(int count) {
        requirePossible(count);
        return tryToTake(names(count), new Bells.Pause()) != null;
    }

    @Override
    public boolean tryAcquire(int count, Duration limit) throws InterruptedException {
        return acquire(count, Limit.in(limit));
    }

    private boolean acquire(int count, Limit limit) throws InterruptedException {
        requirePossible(count);
        limit.checkInterrupt();
        if (!gate.enter(limit, workshop().calls())) {
            return false;
        }
        try {
            List<String> names = names(count);
            return await(channel, limit, pause -> tryToTake(names, limit, pause)) != null;
        } finally {
            gate.leave();
        }
    }

    private void requirePossible(int count) {
        if (count < 0 || count > permits) {
            throw new IllegalArgumentException(
                    "so many permits cannot be taken: semaphore=%s count=%d permits=%d"
                            .formatted(name(), count, permits));
        }
    }

    private static List<String> names(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(UUID.randomUUID().toString());
        }
        return names;
    }

    private @Nullable Boolean tryToTake(List<String> names, Bells.Pause pause) {
        try {
            return tryToTake(names, Limit.uninterruptible(), pause);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted although nobody cares", e);
        }
    }

    private @Nullable Boolean tryToTake(List<String> names, Limit limit, Bells.Pause pause)
            throws InterruptedException {
        long begun = System.nanoTime();
        Answer answer =
                workshop()
                        .calls()
                        .start(ACQUIRE, keys, values(names))
                        .await(limit.isInterruptible(), late -> giveBack(names, late));
        if (answer.isOne(0)) {
            names.forEach(name -> hold(name, begun));
            return true;
        }
        pause.atMostMillis(answer.number(1));
        return null;
    }

    private Object[] values(List<String> names) {
        List<Object> values = new ArrayList<>(List.of(permits, leaseMillis()));
        values.addAll(names);
        return values.toArray();
    }

    private void giveBack(List<String> names, Answer late) {
        if (late.isOne(0)) {
            var _ = once().start(RELEASE, releaseKeys, names.toArray()).keep();
        }
    }

    private void hold(String permit, long begun) {
        Leases.Lease lease = workshop().leases().hold(lease(), begun, () -> renew(permit));
        synchronized (held) {
            held.push(new Permit(permit, lease));
        }
    }

    private CompletionStage<Boolean> renew(String permit) {
        return workshop()
                .calls()
                .start(RENEW, keys, values(List.of(permit)))
                .answer()
                .thenApply(answer -> answer.isOne(0));
    }

    @Override
    public void release(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "a number of permits cannot be negative: count=" + count);
        }
        List<Permit> given = takeFromHand(count);
        if (given.isEmpty()) {
            return;
        }
        given.forEach(permit -> permit.lease().end());
        long kept =
                once().ask(RELEASE, releaseKeys, given.stream().map(Permit::id).toArray())
                        .number(0);
        if (kept < count) {
            throw new LeaseLostException(
                    "permits were lost before they were given back, and others may have held them meanwhile: semaphore=%s lost=%d lease=%s cluster=%s"
                            .formatted(
                                    name(),
                                    count - kept,
                                    Durations.text(lease()),
                                    backing().cluster()));
        }
    }

    private List<Permit> takeFromHand(int count) {
        synchronized (held) {
            if (count > held.size()) {
                throw new IllegalStateException(
                        "this process does not hold so many permits: semaphore=%s count=%d held=%d"
                                .formatted(name(), count, held.size()));
            }
            List<Permit> given = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                given.add(held.pop());
            }
            return given;
        }
    }

    @Override
    public int availablePermits() {
        return (int) ask(FREE, keys, permits).number(0);
    }

    @Override
    public int permits() {
        return permits;
    }

    @Override
    long number() {
        return permits;
    }
}
