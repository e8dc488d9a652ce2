package io.heddle.cluster.internal.shared;

import io.heddle.cluster.ClusterCounter;
import java.io.Serial;
import java.util.List;

/// A number at the server.
final class ServerCounter extends Structure implements ClusterCounter {

    @Serial private static final long serialVersionUID = 1L;

    private static final String GET = "return {redis.call('GET', KEYS[1]) or 0}";

    private static final String GET_AND_SET =
            Once.script("return done(redis.call('GETSET', KEYS[2], ARGV[3]) or 0)");

    /// Numbers are compared as text: those of a script have too few digits.
    private static final String COMPARE_AND_SET =
            Once.script(
                    """
                    if (redis.call('GET', KEYS[2]) or '0') ~= ARGV[3] then
                      return {0}
                    end
                    redis.call('SET', KEYS[2], ARGV[4])
                    return done(1)
                    """);

    /// Does nothing if the sum has no place in a long.
    private static final String ADD =
            Once.script(
                    """
                    local added = redis.pcall('INCRBY', KEYS[2], ARGV[3])
                    if type(added) == 'table' then
                      return {}
                    end
                    return done(redis.call('GET', KEYS[2]))
                    """);

    private final transient List<String> keys;

    ServerCounter(Workshop workshop, String name) {
        super(workshop, "counter", name);
        keys = List.of(key("value"));
    }

    @Override
    public long get() {
        return ask(GET, keys).number(0);
    }

    @Override
    public long getAndSet(long value) {
        return once().ask(GET_AND_SET, keys, value).number(0);
    }

    @Override
    public boolean compareAndSet(long expected, long value) {
        return once().ask(COMPARE_AND_SET, keys, expected, value).isOne(0);
    }

    @Override
    public long addAndGet(long delta) {
        Answer answer = once().ask(ADD, keys, delta);
        return answer.isEmpty() ? updateAndGet(before -> before + delta) : answer.number(0);
    }

    @Override
    public String toString() {
        return Long.toString(get());
    }
}
