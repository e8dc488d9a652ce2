package io.heddle.cluster.internal.pool;

import io.heddle.cluster.internal.link.Link;
import io.heddle.cluster.internal.link.Script;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/// The tasks of a cluster as the server has them: who wants what, who does it, and how often it was begun.
///
/// ## Places of a task
///
/// `WAITING → TAKEN → BEGUN → over`. A worker takes a task, which does not count, and begins it, which does.
/// While it has it, it renews a lease. When the lease is over, a task that was only taken waits again, and one
/// that was begun waits again if it may be begun once more, otherwise its owner is told of the death.
///
/// ## Keys
///
/// | key | type | holds |
/// |---|---|---|
/// | `:w` | sorted set | what waits: by falling priority, then in the order of submission |
/// | `:t:<id>` | hash | a task: `o` owner, `m` its place in `:w`, `p` its score there, `r` retries, `n` how often it was begun, `b` its body, `w` who has it, `s` whether it is begun, `c` whether it is to be stopped |
/// | `:l` | sorted set | what is taken or begun, by the end of its lease |
/// | `:a:<owner>` | stream | what its owner is to be told |
/// | `:o:<owner>` | number | the last task that the owner has submitted; vanishes with the owner |
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

    /// A task that a worker has taken.
    record Taken(String id, byte[] body) {}

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
              redis.call('HDEL', t, 'w', 's', 'c')
              redis.call('ZREM', T..':l', id)
              redis.call('ZADD', T..':w', f[1], f[2])
              news()
            end
            local function over(id, t)
              redis.call('ZREM', T..':l', id)
              redis.call('DEL', t)
            end
            """;

    /// The number of a task is compared with the last one: who sends a batch again adds nothing.
    private static final Script SUBMIT =
            script(
                    """
                    local o = T..':o:'..ARGV[1]
                    local last = tonumber(redis.call('GET', o) or '0')
                    for i = 3, #ARGV, 4 do
                      local number = tonumber(ARGV[i])
                      if number > last then
                        last = number
                        local id = ARGV[1]..'/'..ARGV[i]
                        local place = string.format('%020d', redis.call('INCR', T..':n'))..id
                        local score = -tonumber(ARGV[i + 1])
                        redis.call('HSET', T..':t:'..id, 'o', ARGV[1], 'm', place, 'p', score,
                          'r', ARGV[i + 2], 'n', 0, 'b', ARGV[i + 3])
                        redis.call('ZADD', T..':w', score, place)
                      end
                    end
                    redis.call('SET', o, last, 'PX', ARGV[2])
                    news()
                    return {}
                    """);

    private static final Script TAKE =
            script(
                    """
                    local till = now() + tonumber(ARGV[3])
                    local got = {}
                    while #got < 2 * tonumber(ARGV[2]) do
                      local place = redis.call('ZRANGE', T..':w', 0, 0)[1]
                      if not place then break end
                      redis.call('ZREM', T..':w', place)
                      local id = string.sub(place, 21)
                      local t = T..':t:'..id
                      local f = redis.call('HMGET', t, 'o', 'b')
                      if f[1] and redis.call('EXISTS', T..':o:'..f[1]) == 1 then
                        redis.call('HSET', t, 'w', ARGV[1])
                        redis.call('ZADD', T..':l', till, id)
                        got[#got + 1] = id
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
                    local f = redis.call('HMGET', t, 'w', 's', 'n', 'o')
                    if f[1] ~= ARGV[1] then return {0} end
                    if f[2] then return {tonumber(f[3])} end
                    local n = redis.call('HINCRBY', t, 'n', 1)
                    redis.call('HSET', t, 's', 1)
                    tell(f[4], ARGV[2], 'B', n)
                    return {n}
                    """);

    private static final Script END =
            script(
                    """
                    local t = T..':t:'..ARGV[2]
                    local f = redis.call('HMGET', t, 'w', 'o', 'n', 'r', 'p', 'm')
                    if f[1] ~= ARGV[1] then return {0} end
                    if ARGV[5] == '1' and tonumber(f[3]) <= tonumber(f[4]) then
                      tell(f[2], ARGV[2], 'A', '')
                      waits_again(ARGV[2], t, {f[5], f[6]})
                      return {1}
                    end
                    tell(f[2], ARGV[2], ARGV[3], ARGV[4])
                    over(ARGV[2], t)
                    return {1}
                    """);

    private static final Script HAND_BACK =
            script(
                    """
                    for i = 2, #ARGV do
                      local t = T..':t:'..ARGV[i]
                      local f = redis.call('HMGET', t, 'p', 'm', 'w', 's')
                      if f[3] == ARGV[1] and not f[4] then waits_again(ARGV[i], t, f) end
                    end
                    return {}
                    """);

    private static final Script RENEW =
            script(
                    """
                    local till = now() + tonumber(ARGV[2])
                    local stop = {}
                    for i = 3, #ARGV do
                      local f = redis.call('HMGET', T..':t:'..ARGV[i], 'w', 'c')
                      if f[1] == ARGV[1] then redis.call('ZADD', T..':l', till, ARGV[i]) end
                      if f[1] ~= ARGV[1] or f[2] then stop[#stop + 1] = ARGV[i] end
                    end
                    return stop
                    """);

    private static final Script REAP =
            script(
                    """
                    for _, id in ipairs(redis.call('ZRANGEBYSCORE', T..':l', '-inf', now(), 'LIMIT', 0, 100)) do
                      local t = T..':t:'..id
                      local f = redis.call('HMGET', t, 'p', 'm', 'w', 's', 'n', 'r', 'o')
                      if not f[2] then
                        redis.call('ZREM', T..':l', id)
                      elseif not f[4] then
                        waits_again(id, t, f)
                      elseif tonumber(f[5]) <= tonumber(f[6]) then
                        tell(f[7], id, 'A', '')
                        waits_again(id, t, f)
                      else
                        tell(f[7], id, 'L', f[3])
                        over(id, t)
                      end
                    end
                    if ARGV[1] ~= '' then redis.call('PEXPIRE', T..':o:'..ARGV[1], ARGV[2]) end
                    return {}
                    """);

    private static final Script CANCEL =
            script(
                    """
                    local found = {}
                    for i = 2, #ARGV do
                      local t = T..':t:'..ARGV[i]
                      local f = redis.call('HMGET', t, 'm', 'w', 's')
                      if not f[1] then
                        found[#found + 1] = 2
                      elseif f[3] then
                        found[#found + 1] = 1
                        if ARGV[1] == '1' then
                          redis.call('HSET', t, 'c', 1)
                          redis.call('PUBLISH', T..':c:'..f[2], ARGV[i])
                        end
                      else
                        found[#found + 1] = 0
                        redis.call('ZREM', T..':w', f[1])
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
        for (int i = 0; i + 1 < got.size(); i += 2) {
            taken.add(new Taken(Script.text(got.get(i)), (byte[]) got.get(i + 1)));
        }
        return taken;
    }

    /// Tells how often the task has been begun with this, 0 if it must not begin.
    int begin(String worker, String id) {
        return ((Long) run(BEGIN, List.of(worker, id)).getFirst()).intValue();
    }

    /// Tells what came of a task; after a death it is run again instead, if it may be.
    void end(String worker, String id, String told, byte[] value, boolean died) {
        run(END, List.of(worker, id, told, value, died ? 1 : 0));
    }

    void handBack(String worker, Collection<String> ids) {
        run(HAND_BACK, withIds(List.of(worker), ids));
    }

    /// Renews the leases of a worker; gives what it is to stop.
    List<String> renew(String worker, Collection<String> ids) {
        return run(RENEW, withIds(List.of(worker, leaseMillis), ids)).stream()
                .map(Script::text)
                .toList();
    }

    /// Takes tasks from those who are silent; an owner says by it that it lives.
    void reap(String owner) {
        run(REAP, List.of(owner, OWNER_TIME_TO_LIVE.toMillis()));
    }

    List<Found> cancel(Collection<String> ids, boolean stop) {
        return run(CANCEL, withIds(List.of(stop ? 1 : 0), ids)).stream()
                .map(found -> Found.values()[((Long) found).intValue()])
                .toList();
    }

    /// Which of these tasks the server does not know.
    List<String> unknown(Collection<String> ids) {
        return run(UNKNOWN, List.copyOf(ids)).stream().map(Script::text).toList();
    }

    private static List<Object> withIds(List<?> first, Collection<String> ids) {
        List<Object> all = new ArrayList<>(first);
        all.addAll(ids);
        return all;
    }
}
