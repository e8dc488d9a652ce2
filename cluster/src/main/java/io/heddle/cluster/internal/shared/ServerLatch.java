package io.heddle.cluster.internal.shared;

import io.heddle.cluster.ClusterLatch;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A number at the server that is counted down.
final class ServerLatch extends Structure implements ClusterLatch {

    @Serial private static final long serialVersionUID = 1L;

    private static final String PREPARE = "redis.call('SET', KEYS[1], ARGV[1], 'NX') return {1}";

    private static final String COUNT_DOWN =
            Once.script(
                    """
                    redis.call('SET', KEYS[2], ARGV[3], 'NX')
                    if redis.call('GET', KEYS[2]) == '0' then
                      return {}
                    end
                    if redis.call('DECR', KEYS[2]) == 0 then
                      redis.call('PUBLISH', KEYS[3], '')
                    end
                    return done(1)
                    """);

    private static final String COUNT = "return {redis.call('GET', KEYS[1]) or ARGV[1]}";

    private static final String RESET =
            Once.script(
                    """
                    if tonumber(redis.call('GET', KEYS[2]) or ARGV[3]) ~= 0 then
                      return {0}
                    end
                    redis.call('SET', KEYS[2], ARGV[4])
                    return done(1)
                    """);

    private final transient long first;
    private final transient String channel;
    private final transient List<String> keys;
    private final transient List<String> changeKeys;

    ServerLatch(Workshop workshop, String name, long count) {
        super(workshop, "latch", name);
        this.first = requireNotNegative(count);
        this.channel = key("open");
        this.keys = List.of(key("count"));
        this.changeKeys = List.of(key("count"), channel);
        ask(PREPARE, keys, count);
    }

    private static long requireNotNegative(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("a count cannot be negative: count=" + count);
        }
        return count;
    }

    @Override
    public void countDown() {
        once().ask(COUNT_DOWN, changeKeys, first);
    }

    @Override
    public long getCount() {
        return ask(COUNT, keys, first).number(0);
    }

    @Override
    public void await() throws InterruptedException {
        await(Limit.never());
    }

    @Override
    public boolean await(Duration limit) throws InterruptedException {
        return await(Limit.in(limit));
    }

    private boolean await(Limit limit) throws InterruptedException {
        return await(channel, limit, _ -> look(limit)) != null;
    }

    private @Nullable Boolean look(Limit limit) throws InterruptedException {
        Answer answer =
                workshop()
                        .calls()
                        .start(COUNT, keys, first)
                        .await(limit.isInterruptible(), _ -> {});
        return answer.number(0) == 0 ? true : null;
    }

    @Override
    public boolean reset(long count) {
        return once().ask(RESET, changeKeys, first, requireNotNegative(count)).isOne(0);
    }

    @Override
    long number() {
        return first;
    }
}
