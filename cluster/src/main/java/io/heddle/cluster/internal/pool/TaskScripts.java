package io.heddle.cluster.internal.pool;

import io.heddle.cluster.internal.link.Script;

/// The steps by which tasks move on at the server, which takes each as a whole.
///
/// ## Keys
///
/// | key | type | holds |
/// |---|---|---|
/// | `:w` | sorted set | what waits: by falling priority, then in the order of submission |
/// | `:t:<id>` | hash | a task: `o` owner, `m` its place in `:w`, `p` its score there, `r` retries, `n` how often it was begun, `b` its body, `w` who has it, `k` the number of the taking, `s` whether it is begun, `e` the lease of who has it in milliseconds, `q` how often it was taken since it was begun the last time, `c` 1 if it is to be stopped, 0 if it is not to be begun again |
/// | `:l` | sorted set | what is taken or begun, by the end of its lease |
/// | `:a:<owner>` | stream | what its owner is to be told |
/// | `:d` | sorted set | owners, by the time at which they count as dead |
/// | `:o:<owner>` | number | the last task that the owner has submitted, or `closed` |
/// | `:x:<id>` | mark | a task that was withdrawn a short time ago |
/// | `:r` | number | when leases were looked at the last time |
/// | `:n` | number | counts submissions and takings |
///
/// All times are those of the server's clock.
final class TaskScripts {

    private TaskScripts() {}

    /// How often a task is taken without being begun before its owner is told: what kills each worker that is
    /// handed it would go round for ever.
    static final int MOST_TAKES = 10;

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
    static final Script SUBMIT =
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

    static final Script TAKE =
            script(
                    """
                    local till = now() + tonumber(ARGV[3])
                    local got, bytes = {}, 0
                    while #got < 3 * tonumber(ARGV[2]) and bytes < 16777216 do
                      local place = redis.call('ZRANGE', T..':w', 0, 0)[1]
                      if not place then break end
                      redis.call('ZREM', T..':w', place)
                      local id = string.sub(place, 21)
                      local t = T..':t:'..id
                      local f = redis.call('HMGET', t, 'o', 'b')
                      if f[1] and redis.call('ZSCORE', T..':d', f[1]) then
                        local number = redis.call('INCR', T..':n')
                        redis.call('HSET', t, 'w', ARGV[1], 'k', number, 'e', ARGV[3])
                        redis.call('HINCRBY', t, 'q', 1)
                        bytes = bytes + string.len(f[2])
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

    static final Script BEGIN =
            script(
                    """
                    local t = T..':t:'..ARGV[2]
                    local f = redis.call('HMGET', t, 'w', 'k', 's', 'n', 'o')
                    if f[1] ~= ARGV[1] or f[2] ~= ARGV[3] then return {0} end
                    if f[3] then return {tonumber(f[4])} end
                    local n = redis.call('HINCRBY', t, 'n', 1)
                    redis.call('HSET', t, 's', 1, 'q', 0)
                    tell(f[5], ARGV[2], 'B', n)
                    return {n}
                    """);

    static final Script END =
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

    static final Script HAND_BACK =
            script(
                    """
                    for i = 2, #ARGV, 2 do
                      local t = T..':t:'..ARGV[i]
                      local f = redis.call('HMGET', t, 'p', 'm', 'w', 'k', 's')
                      if f[3] == ARGV[1] and f[4] == ARGV[i + 1] and not f[5] then
                        redis.call('HINCRBY', t, 'q', -1)
                        waits_again(ARGV[i], t, f)
                      end
                    end
                    return {}
                    """);

    /// Gives the places, from 0, of what is to be stopped.
    static final Script RENEW =
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

    static final Script REAP =
            script(
                    """
                    local lease, life, owner = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
                    local most_takes = tonumber(ARGV[5])
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
                      local f = redis.call('HMGET', t, 'p', 'm', 'w', 's', 'n', 'r', 'o', 'c', 'q', 'e')
                      if not f[2] then
                        redis.call('ZREM', T..':l', id)
                      elseif not f[4] and tonumber(f[9]) >= most_takes then
                        tell(f[7], id, 'U', f[3])
                        over(id, t)
                      elseif not f[4] then
                        waits_again(id, t, f)
                      elseif not f[8] and tonumber(f[5]) <= tonumber(f[6]) then
                        tell(f[7], id, 'A', '')
                        waits_again(id, t, f)
                      else
                        tell(f[7], id, 'L', f[10]..' '..f[3])
                        over(id, t)
                      end
                    end
                    return {}
                    """);

    /// After this a task that the server has refused, or has not answered for, is not submitted any more.
    static final Script FORGO =
            script(
                    """
                    local o = T..':o:'..ARGV[1]
                    local last = redis.call('GET', o) or '0'
                    if last ~= 'closed' and tonumber(last) < tonumber(ARGV[2]) then
                      redis.call('SET', o, ARGV[2])
                    end
                    return {}
                    """);

    /// After this nothing of an owner is submitted any more, whatever is on its way.
    static final Script LEAVE =
            script(
                    """
                    redis.call('SET', T..':o:'..ARGV[1], 'closed', 'PX', ARGV[2])
                    redis.call('ZREM', T..':d', ARGV[1])
                    return {}
                    """);

    static final Script CANCEL =
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

    static final Script UNKNOWN =
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

    private static Script script(String lua) {
        return new Script(COMMON + lua);
    }
}
