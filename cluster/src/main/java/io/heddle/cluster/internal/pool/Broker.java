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
/// ## Keys
///
/// | key | type | holds |
/// |---|---|---|
/// | `:w` | sorted set | what waits: by falling priority, then in the order of submission |
/// | `:t:<id>` | hash | a task: `o` owner, `m` its place in `:w`, `p` its score there, `r` retries, `n` how often it was begun, `b` its body, `w` who has it, `k` the number of the taking, `s` whether it is begun, `c` 1 if it is to be stopped, 0 if it is not to be begun again |
/// | `:l` | sorted set | what is taken or begun, by the end of its lease |
/// | `:a:<owner>` | stream | what its owner is to be told |
/// | `:d` | sorted set | owners, by the time at which they count as dead |
/// | `:o:<owner>` | number | the last task that the owner has submitted, or `closed` |
/// | `:x:<id>` | mark | a task that was withdrawn a short time ago |
/// | `:r` | number | when leases were looked at the last time |
/// | `:n` | number | counts submissions and takings |
///
/// All times are those of the server's clock. Each step is one [Script], harmless if it is taken twice.
final class Broker {

    /// What the owner of a task is told.
    static final class Told {
        /// It was begun; with how often.
        static final String BEGUN = "B";

        /// It has a result; with its bytes.
        static final String RESULT = "R";

        /// It has failed; with the bytes of the failure.
        static final String FAILURE = "F";

        /// Who had it is silent; with its name.
        static final String LOST = "L";

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

    private static final String COMMON =
            """
            local T = KEYS[1]
            local function now()
              local t = redis.call('TIME')
              return t[1] * 1000 + math.floor(t[2] / 1000)
            end
            local function tell(owner, id, kind, value)
              local a = T..':a:'..owner
              redis.call('XADD', a, '*', 'i', id, 'k', kind, 'v', value)
              redis.call('PEXPIRE', a, 3600000)
            end
            local function news() redis.call('PUBLISH', T..':news', '') end
            local function waits_again(id, t, f)
              redis.call('HDEL', t, 'w', 'k', 's')
              redis.call('ZREM', T..':l', id)
              redis.call('ZADD', T..':w', f[1], f[2])
              news()
            end
            local function over(id, t)
              redis.call('ZREM', T..':l', id)
              redis.call('DEL', t)
            end
            local function postpone(all, till)
              for _, one in ipairs(redis.call('ZRANGE', all, 0, -1)) do
                redis.call('ZADD', all, till, one)
              end
            end
            local function look(lease, life)
              local last = tonumber(redis.call('GET', T..':r') or '0')
              redis.call('SET', T..':r', now())
              if now() - last > lease / 2 then
                postpone(T..':l', now() + lease)
                postpone(T..':d', now() + life)
              end
            end
            """;

    /// The number of a task is compared with the last one: who sends a batch again adds nothing.
    private static final Script SUBMIT =
            script(
                    """
                    local o = T..':o:'..ARGV[1]
                    local last = redis.call('GET', o) or '0'
                    if last == 'closed' then return {} end
                    last = tonumber(last)
                    for i = 3, #ARGV, 4 do
                      local number = tonumber(ARGV[i])
                      local id = ARGV[1]..'/'..ARGV[i]
                      if number > last and redis.call('EXISTS', T..':t:'..id) == 0 then
                        local place = string.format('%020d', redis.call('INCR', T..':n'))..id
                        local score = -tonumber(ARGV[i + 1])
                        redis.call('HSET', T..':t:'..id, 'o', ARGV[1], 'm', place, 'p', score,
                          'r', ARGV[i + 2], 'n', 0, 'b', ARGV[i + 3])
                        redis.call('ZADD', T..':w', score, place)
                      end
                      last = math.max(last, number)
                    end
                    redis.call('SET', o, last)
                    redis.call('ZADD', T..':d', now() + tonumber(ARGV[2]), ARGV[1])
                    news()
                    return {}
                    """);

    private static final Script TAKE =
            script(
                    """
                    local till = now() + tonumber(ARGV[3])
                    local got = {}
                    while #got < 3 * tonumber(ARGV[2]) do
                      local place = redis.call('ZRANGE', T..':w', 0, 0)[1]
                      if not place then break end
                      redis.call('ZREM', T..':w', place)
                      local id = string.sub(place, 21)
                      local t = T..':t:'..id
                      local f = redis.call('HMGET', t, 'o', 'b')
                      if f[1] and redis.call('ZSCORE', T..':d', f[1]) then
                        local number = redis.call('INCR', T..':n')
                        redis.call('HSET', t, 'w', ARGV[1], 'k', number)
                        redis.call('ZADD', T..':l', till, id)
                        got[#got + 1] = id
                        got[#got + 1] = number
                        got[#got + 1] = f[2]
                      else
                        redis.call('DEL', t)
                      end
                    end
                    return got
                    """);

    private static final Script BEGIN =
            script(
                    """
                    local t = T..':t:'..ARGV[2]
                    local f = redis.call('HMGET', t, 'w', 'k', 's', 'n', 'o')
                    if f[1] ~= ARGV[1] or f[2] ~= ARGV[3] then return {0} end
                    if f[3] then return {tonumber(f[4])} end
                    local n = redis.call('HINCRBY', t, 'n', 1)
                    redis.call('HSET', t, 's', 1)
                    tell(f[5], ARGV[2], 'B', n)
                    return {n}
                    """);

    private static final Script END =
            script(
                    """
                    local t = T..':t:'..ARGV[2]
                    local f = redis.call('HMGET', t, 'p', 'm', 'w', 'k', 's', 'n', 'r', 'o', 'c')
                    if f[3] ~= ARGV[1] or f[4] ~= ARGV[3] or not f[5] then return {0} end
                    if ARGV[6] == '1' and not f[9] and tonumber(f[6]) <= tonumber(f[7]) then
                      tell(f[8], ARGV[2], 'A', '')
                      waits_again(ARGV[2], t, f)
                      return {1}
                    end
                    tell(f[8], ARGV[2], ARGV[4], ARGV[5])
                    over(ARGV[2], t)
                    return {1}
                    """);

    private static final Script HAND_BACK =
            script(
                    """
                    for i = 2, #ARGV, 2 do
                      local t = T..':t:'..ARGV[i]
                      local f = redis.call('HMGET', t, 'p', 'm', 'w', 'k', 's')
                      if f[3] == ARGV[1] and f[4] == ARGV[i + 1] and not f[5] then
                        waits_again(ARGV[i], t, f)
                      end
                    end
                    return {}
                    """);

    /// Gives the places, from 0, of what is to be stopped.
    private static final Script RENEW =
            script(
                    """
                    look(tonumber(ARGV[2]), tonumber(ARGV[3]))
                    local till = now() + tonumber(ARGV[2])
                    local stop = {}
                    for i = 4, #ARGV, 2 do
                      local f = redis.call('HMGET', T..':t:'..ARGV[i], 'w', 'k', 'c')
                      local has = f[1] == ARGV[1] and f[2] == ARGV[i + 1]
                      if has then redis.call('ZADD', T..':l', till, ARGV[i]) end
                      if not has or f[3] == '1' then stop[#stop + 1] = (i - 4) / 2 end
                    end
                    return stop
                    """);

    private static final Script REAP =
            script(
                    """
                    local lease, life, owner = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
                    look(lease, life)
                    if owner ~= '' and redis.call('GET', T..':o:'..owner) ~= 'closed' then
                      redis.call('ZADD', T..':d', now() + life, owner)
                      redis.call('SET', T..':o:'..owner, ARGV[4], 'NX')
                    end
                    for _, dead in ipairs(redis.call('ZRANGEBYSCORE', T..':d', '-inf', now())) do
                      redis.call('ZREM', T..':d', dead)
                      redis.call('DEL', T..':o:'..dead)
                    end
                    for _, id in ipairs(redis.call('ZRANGEBYSCORE', T..':l', '-inf', now(), 'LIMIT', 0, 100)) do
                      local t = T..':t:'..id
                      local f = redis.call('HMGET', t, 'p', 'm', 'w', 's', 'n', 'r', 'o', 'c')
                      if not f[2] then
                        redis.call('ZREM', T..':l', id)
                      elseif not f[4] then
                        waits_again(id, t, f)
                      elseif not f[8] and tonumber(f[5]) <= tonumber(f[6]) then
                        tell(f[7], id, 'A', '')
                        waits_again(id, t, f)
                      else
                        tell(f[7], id, 'L', f[3])
                        over(id, t)
                      end
                    end
                    return {}
                    """);

    /// After this nothing of an owner is submitted any more, whatever is on its way.
    private static final Script LEAVE =
            script(
                    """
                    redis.call('SET', T..':o:'..ARGV[1], 'closed', 'PX', ARGV[2])
                    redis.call('ZREM', T..':d', ARGV[1])
                    return {}
                    """);

    private static final Script CANCEL =
            script(
                    """
                    local found = {}
                    for i = 2, #ARGV do
                      local t = T..':t:'..ARGV[i]
                      local x = T..':x:'..ARGV[i]
                      local f = redis.call('HMGET', t, 'm', 'w', 's')
                      if not f[1] then
                        found[#found + 1] = redis.call('EXISTS', x) == 1 and 0 or 2
                      elseif f[3] then
                        found[#found + 1] = 1
                        if ARGV[1] == 'STOP' then
                          redis.call('HSET', t, 'c', 1)
                          redis.call('PUBLISH', T..':c:'..f[2], ARGV[i])
                        elseif ARGV[1] == 'NOT_AGAIN' then
                          redis.call('HSETNX', t, 'c', 0)
                        end
                      else
                        found[#found + 1] = 0
                        redis.call('ZREM', T..':w', f[1])
                        redis.call('SET', x, '', 'PX', 60000)
                        over(ARGV[i], t)
                      end
                    end
                    return found
                    """);

    private static final Script UNKNOWN =
            script(
                    """
                    local unknown = {}
                    for i = 1, #ARGV do
                      if redis.call('EXISTS', T..':t:'..ARGV[i]) == 0 then
                        unknown[#unknown + 1] = ARGV[i]
                      end
                    end
                    return unknown
                    """);

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

    private static Script script(String lua) {
        return new Script(COMMON + lua);
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
        run(SUBMIT, arguments);
    }

    List<Taken> take(String worker, int most) {
        List<?> got = run(TAKE, List.of(worker, most, leaseMillis));
        List<Taken> taken = new ArrayList<>();
        for (int i = 0; i + 2 < got.size(); i += 3) {
            Hold hold = new Hold(worker, Script.text(got.get(i)), (Long) got.get(i + 1));
            taken.add(new Taken(hold, (byte[]) got.get(i + 2)));
        }
        return taken;
    }

    /// Tells how often the task has been begun with this, 0 if it must not begin.
    int begin(Hold hold) {
        return ((Long) run(BEGIN, List.of(hold.worker(), hold.id(), hold.number())).getFirst())
                .intValue();
    }

    /// Tells what came of a task; after a death it is run again instead, if it may be.
    void end(Hold hold, String told, byte[] value, boolean died) {
        run(END, List.of(hold.worker(), hold.id(), hold.number(), told, value, died ? 1 : 0));
    }

    void handBack(String worker, Collection<Hold> holds) {
        run(HAND_BACK, withHolds(List.of(worker), holds));
    }

    /// Renews the leases of a worker; gives what it is to stop. Does not wait so long for the answer that the
    /// next renewal would come too late.
    List<Hold> renew(String worker, List<Hold> holds) {
        return runBriefly(
                        RENEW,
                        withHolds(
                                List.of(worker, leaseMillis, OWNER_TIME_TO_LIVE.toMillis()), holds))
                .stream()
                .map(place -> holds.get(((Long) place).intValue()))
                .toList();
    }

    /// Takes tasks from those who are silent, as a worker does, which has no time to wait for the answer.
    void reap() {
        var _ = runBriefly(REAP, List.of(leaseMillis, OWNER_TIME_TO_LIVE.toMillis(), "", 0));
    }

    /// The same, as an owner does, which says by it that it lives.
    ///
    /// @param last the number of the last task that it knows to be submitted
    void reap(String owner, long last) {
        run(REAP, List.of(leaseMillis, OWNER_TIME_TO_LIVE.toMillis(), owner, last));
    }

    void leave(String owner) {
        run(LEAVE, List.of(owner, OWNER_TIME_TO_LIVE.toMillis()));
    }

    List<Found> cancel(Collection<String> ids, Wish wish) {
        List<Object> arguments = new ArrayList<>(List.of(wish));
        arguments.addAll(ids);
        return run(CANCEL, arguments).stream()
                .map(found -> Found.values()[((Long) found).intValue()])
                .toList();
    }

    /// Which of these tasks the server does not know.
    List<String> unknown(Collection<String> ids) {
        return run(UNKNOWN, List.copyOf(ids)).stream().map(Script::text).toList();
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
