package io.heddle.cluster.internal.shared;

import io.heddle.cluster.ClusterBarrier;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Rounds at the server: the number of the current one, whether it is broken, and who waits in it, each until its
/// lease runs out. Who waits renews its own lease by looking.
final class LeasedBarrier extends Structure implements ClusterBarrier {

    @Serial private static final long serialVersionUID = 1L;

    private static final String TRIPPED = "tripped";
    private static final String WAITING = "waiting";

    /// What each script begins with, once the names are given: who waits and is not heard of breaks the round.
    private static final String EXPIRE =
            """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local round = tonumber(redis.call('HGET', state, 'round') or 0)
            local function breaks()
              redis.call('HSET', state, 'broken', 1)
              redis.call('DEL', parties)
              redis.call('PUBLISH', channel, '')
            end
            if redis.call('ZCOUNT', parties, '-inf', now) > 0 then
              breaks()
            end
            local broken = redis.call('HGET', state, 'broken') == '1'
            """;

    private static final String NAMES =
            "local state, parties, channel, resets = KEYS[1], KEYS[2], KEYS[3], KEYS[4]\n";

    private static final String NAMES_ONCE =
            "local state, parties, channel, resets = KEYS[2], KEYS[3], KEYS[4], KEYS[5]\n";

    /// Says the round, and how many are missing yet; a negative number if it is broken.
    private static final String ARRIVE =
            Once.script(
                    NAMES_ONCE
                            + EXPIRE
                            + """
                            if broken then
                              return {round .. ' -1'}
                            end
                            redis.call('ZADD', parties, now + ARGV[4], ARGV[3])
                            local missing = ARGV[5] - redis.call('ZCARD', parties)
                            if missing == 0 then
                              redis.call('DEL', parties)
                              redis.call('HSET', state, 'round', round + 1)
                              redis.call('PUBLISH', channel, '')
                            end
                            return done(round .. ' ' .. missing)
                            """);

    /// Says how a round went, and renews the lease of one who waits in it.
    private static final String LOOK =
            NAMES
                    + EXPIRE
                    + """
                    if tonumber(ARGV[1]) < round then
                      return {redis.call('SISMEMBER', resets, ARGV[1]) == 1 and 'broken' or 'tripped'}
                    end
                    if broken or not redis.call('ZSCORE', parties, ARGV[2]) then
                      return {'broken'}
                    end
                    redis.call('ZADD', parties, now + ARGV[3], ARGV[2])
                    return {'waiting'}
                    """;

    /// Breaks a round, unless it is over; says how it went.
    private static final String BREAK =
            NAMES
                    + EXPIRE
                    + """
                    if tonumber(ARGV[1]) < round then
                      return {redis.call('SISMEMBER', resets, ARGV[1]) == 1 and 'broken' or 'tripped'}
                    end
                    if broken then
                      return {'broken'}
                    end
                    breaks()
                    return {'waiting'}
                    """;

    /// Who waits in a round that was reset finds it among those, for an hour.
    private static final String RESET =
            Once.script(
                    NAMES_ONCE
                            + EXPIRE
                            + """
                            redis.call('SADD', resets, round)
                            redis.call('PEXPIRE', resets, 3600000)
                            redis.call('DEL', parties)
                            redis.call('HSET', state, 'round', round + 1, 'broken', 0)
                            redis.call('PUBLISH', channel, '')
                            return done(1)
                            """);

    private static final String STATE =
            NAMES + EXPIRE + "return {broken and 1 or 0, redis.call('ZCARD', parties)}";

    private final transient int number;
    private final transient String channel;
    private final transient List<String> keys;

    LeasedBarrier(Workshop workshop, String name, int parties) {
        super(workshop, "barrier", name);
        if (parties < 1) {
            throw new IllegalArgumentException(
                    "a barrier needs at least one party: name=%s parties=%d"
                            .formatted(name, parties));
        }
        this.number = parties;
        this.channel = key("changed");
        this.keys = List.of(key("state"), key("waiting"), channel, key("resets"));
        agree("parties", parties);
    }

    @Override
    public int await() throws InterruptedException, BrokenBarrierException {
        try {
            return await(Limit.never());
        } catch (TimeoutException e) {
            throw new AssertionError("out of time although there is no limit", e);
        }
    }

    @Override
    public int await(Duration limit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return await(Limit.in(limit));
    }

    private int await(Limit limit)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        if (Thread.currentThread().isInterrupted()) {
            breakCurrent();
            Thread.interrupted();
            throw new InterruptedException();
        }
        Party party = new Party(limit);
        party.arrive();
        return party.missing == 0 ? 0 : party.awaitOthers();
    }

    /// One who waits in one round.
    private final class Party {

        private final String id = UUID.randomUUID().toString();
        private final Limit limit;
        private String round = "";
        private int missing;

        Party(Limit limit) {
            this.limit = limit;
        }

        void arrive() throws InterruptedException, BrokenBarrierException {
            Answer answer =
                    once().ask(limit, this::leaveLate, ARRIVE, keys, id, leaseMillis(), number);
            read(answer);
            if (missing < 0) {
                throw broken();
            }
        }

        private void read(Answer answer) {
            String[] parts = answer.text(0).split(" ", -1);
            round = parts[0];
            missing = Integer.parseInt(parts[1]);
        }

        private void leaveLate(Answer answer) {
            read(answer);
            if (missing > 0) {
                var _ = workshop().calls().start(BREAK, keys, round);
            }
        }

        int awaitOthers() throws InterruptedException, BrokenBarrierException, TimeoutException {
            String outcome;
            try {
                outcome = LeasedBarrier.this.await(channel, limit, this::look);
            } catch (InterruptedException e) {
                outcome = leaveInterrupted(e);
            }
            if (outcome == null) {
                outcome = leave();
                if (outcome.equals(WAITING)) {
                    throw new TimeoutException(
                            "the others did not come in time: barrier=%s missing=%d"
                                    .formatted(name(), missing));
                }
            }
            if (!outcome.equals(TRIPPED)) {
                throw broken();
            }
            return missing;
        }

        /// With the interrupt set, so that a server that is away holds up nobody.
        @SuppressWarnings("InterruptedInCatchBlock") // it is thrown on
        private String leaveInterrupted(InterruptedException e) throws InterruptedException {
            Thread.currentThread().interrupt();
            String outcome = leave();
            if (!outcome.equals(TRIPPED)) {
                Thread.interrupted();
                throw e;
            }
            return outcome; // the interrupt came too late, and is kept
        }

        private @Nullable String look(Bells.Pause pause) throws InterruptedException {
            String outcome =
                    workshop()
                            .calls()
                            .start(LOOK, keys, round, id, leaseMillis())
                            .await(limit.isInterruptible(), _ -> {})
                            .text(0);
            pause.atMostMillis(leaseMillis() / 3);
            return outcome.equals(WAITING) ? null : outcome;
        }

        /// Breaks the round if it is not over.
        private String leave() throws InterruptedException {
            return workshop()
                    .calls()
                    .start(BREAK, keys, round)
                    .await(limit.isInterruptible(), _ -> {})
                    .text(0);
        }

        private BrokenBarrierException broken() {
            return new BrokenBarrierException(
                    "a party has left early or died, or the barrier was reset: barrier=%s cluster=%s; reset() begins anew"
                            .formatted(name(), backing().cluster()));
        }
    }

    /// As a party that came and left early. With the interrupt set, so that a server that is away holds up nobody.
    private void breakCurrent() throws InterruptedException {
        var _ =
                once().start(Once.script(NAMES_ONCE + EXPIRE + "breaks() return done(1)"), keys)
                        .await(true, _ -> {});
    }

    @Override
    public void reset() {
        once().ask(RESET, keys);
    }

    @Override
    public boolean isBroken() {
        return ask(STATE, keys).isOne(0);
    }

    @Override
    public int getNumberWaiting() {
        return (int) ask(STATE, keys).number(1);
    }

    @Override
    public int getParties() {
        return number;
    }

    @Override
    long number() {
        return number;
    }
}
