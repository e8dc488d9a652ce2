package io.heddle.cluster.internal.shared;

import io.heddle.cluster.ClusterEvent;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A flag at the server, and how often it was set.
final class ServerEvent extends Structure implements ClusterEvent {

    @Serial private static final long serialVersionUID = 1L;

    private static final String SET =
            Once.script(
                    """
                    if redis.call('HGET', KEYS[2], 'set') == '1' then
                      return {}
                    end
                    redis.call('HSET', KEYS[2], 'set', 1)
                    redis.call('HINCRBY', KEYS[2], 'times', 1)
                    redis.call('PUBLISH', KEYS[3], '')
                    return done(1)
                    """);

    private static final String CLEAR =
            Once.script("redis.call('HSET', KEYS[2], 'set', 0) return done(1)");

    private static final String LOOK =
            """
            return {redis.call('HGET', KEYS[1], 'set') or 0, redis.call('HGET', KEYS[1], 'times') or 0}
            """;

    private final transient String channel;
    private final transient List<String> keys;
    private final transient List<String> changeKeys;

    ServerEvent(Workshop workshop, String name) {
        super(workshop, "event", name);
        channel = key("was-set");
        keys = List.of(key("state"));
        changeKeys = List.of(key("state"), channel);
    }

    @Override
    public void set() {
        once().ask(SET, changeKeys);
    }

    @Override
    public void clear() {
        once().ask(CLEAR, changeKeys);
    }

    @Override
    public boolean isSet() {
        return ask(LOOK, keys).isOne(0);
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
        Watch watch = new Watch();
        return await(channel, limit, _ -> watch.look(limit)) != null;
    }

    /// One wait: ends when the event is set, or was since it began.
    private final class Watch {

        private long timesBefore = -1;

        @Nullable Boolean look(Limit limit) throws InterruptedException {
            Answer answer =
                    workshop().calls().start(LOOK, keys).await(limit.isInterruptible(), _ -> {});
            long times = answer.number(1);
            if (timesBefore < 0) {
                timesBefore = times;
            }
            boolean wasSet = answer.isOne(0) || times != timesBefore;
            return wasSet ? true : null;
        }
    }
}
