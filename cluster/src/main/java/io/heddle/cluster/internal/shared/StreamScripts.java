package io.heddle.cluster.internal.shared;

/// The steps of a [StreamQueue], which the server takes as a whole. Their keys are the stream of values, that of dead
/// letters, the settings, and the channel that says that something was sent.
final class StreamScripts {

    private StreamScripts() {}

    private static final String NAMES =
            "local stream, dead, settings, sent = KEYS[1], KEYS[2], KEYS[3], KEYS[4]\n";

    private static final String NAMES_ONCE =
            "local stream, dead, settings, sent = KEYS[2], KEYS[3], KEYS[4], KEYS[5]\n";

    /// Sets what is said, and gives what holds: what was said by anybody, else the last two values.
    static final String AGREE =
            NAMES
                    + """
                    if ARGV[1] ~= '' then
                      redis.call('HSETNX', settings, 'visibility', ARGV[1])
                    end
                    if ARGV[2] ~= '' then
                      redis.call('HSETNX', settings, 'deliveries', ARGV[2])
                    end
                    redis.pcall('XGROUP', 'CREATE', stream, 'all', '0', 'MKSTREAM')
                    return {
                      redis.call('HGET', settings, 'visibility') or ARGV[3],
                      redis.call('HGET', settings, 'deliveries') or ARGV[4]
                    }
                    """;

    static final String SEND =
            Once.script(
                    NAMES_ONCE
                            + """
                            redis.call('XADD', stream, '*', 'value', ARGV[3])
                            redis.call('PUBLISH', sent, '')
                            return done(1)
                            """);

    /// What makes a dead letter of an entry of the stream.
    private static final String BURY =
            """
            local function bury(id, count, reason)
              local found = redis.call('XRANGE', stream, id, id)
              if found[1] then
                redis.call('XADD', dead, '*', 'value', found[1][2][2], 'count', count, 'reason', reason)
              end
              redis.call('XACK', stream, 'all', id)
              redis.call('XDEL', stream, id)
            end
            """;

    /// First looks, now and then, for a value that was delivered and not heard of for the visibility time, then for a
    /// new one, then for such a value again if nothing else is there. Gives its id, how often it was delivered, and the
    /// value.
    static final String RECEIVE =
            Once.script(
                    NAMES_ONCE
                            + BURY
                            + """
                            redis.pcall('XGROUP', 'CREATE', stream, 'all', '0', 'MKSTREAM')
                            local time = redis.call('TIME')
                            local now = time[1] * 1000 + math.floor(time[2] / 1000)
                            local visibility = tonumber(redis.call('HGET', settings, 'visibility') or ARGV[3])
                            local most = tonumber(redis.call('HGET', settings, 'deliveries') or ARGV[4])
                            local function forsaken()
                              while true do
                                local late = redis.call('XPENDING', stream, 'all', 'IDLE', visibility, '-', '+', 1)[1]
                                if not late then
                                  redis.call('HSET', settings, 'look', now + math.floor(visibility / 8))
                                  return nil
                                end
                                if late[4] >= most then
                                  bury(late[1], late[4], 'it was delivered ' .. late[4] .. ' times and never acknowledged')
                                else
                                  local entry = redis.call('XCLAIM', stream, 'all', 'receivers', 0, late[1])[1]
                                  if entry and entry[2] then
                                    return done(entry[1] .. ' ' .. (late[4] + 1) .. ' ' .. entry[2][2])
                                  end
                                  redis.call('XACK', stream, 'all', late[1])
                                end
                              end
                            end
                            local found = nil
                            local looked = now >= tonumber(redis.call('HGET', settings, 'look') or 0)
                            if looked then
                              found = forsaken()
                            end
                            if found then
                              return found
                            end
                            local fresh = redis.call('XREADGROUP', 'GROUP', 'all', 'receivers', 'COUNT', 1, 'STREAMS', stream, '>')
                            if fresh then
                              local entry = fresh[1][2][1]
                              return done(entry[1] .. ' 1 ' .. entry[2][2])
                            end
                            if not looked then
                              found = forsaken()
                            end
                            return found or {}
                            """);

    /// What says whether a receiver still has a value: its id and its number are the first two values.
    private static final String HAS =
            """
            local function has(id, count)
              local entry = redis.pcall('XPENDING', stream, 'all', id, id, 1)[1] -- nil too if the server has forgotten all
              return entry and entry[4] == tonumber(count)
            end
            """;

    static final String RENEW =
            NAMES
                    + HAS
                    + """
                    if not has(ARGV[1], ARGV[2]) then
                      return {0}
                    end
                    redis.call('XCLAIM', stream, 'all', 'receivers', 0, ARGV[1], 'JUSTID')
                    return {1}
                    """;

    static final String ACKNOWLEDGE =
            Once.script(
                    NAMES_ONCE
                            + HAS
                            + """
                            if not has(ARGV[3], ARGV[4]) then
                              return {0}
                            end
                            redis.call('XACK', stream, 'all', ARGV[3])
                            redis.call('XDEL', stream, ARGV[3])
                            return done(1)
                            """);

    /// As if nothing had been heard of its receiver for very long. The last value says how often it counts as
    /// delivered.
    static final String GIVE_BACK =
            Once.script(
                    NAMES_ONCE
                            + HAS
                            + """
                            if not has(ARGV[3], ARGV[4]) then
                              return {0}
                            end
                            redis.call('XCLAIM', stream, 'all', 'receivers', 0, ARGV[3], 'TIME', 0, 'RETRYCOUNT', ARGV[5], 'JUSTID')
                            redis.call('HSET', settings, 'look', 0)
                            redis.call('PUBLISH', sent, '')
                            return done(1)
                            """);

    static final String REJECT =
            Once.script(
                    NAMES_ONCE
                            + HAS
                            + BURY
                            + """
                            if not has(ARGV[3], ARGV[4]) then
                              return {0}
                            end
                            bury(ARGV[3], ARGV[4], ARGV[5])
                            return done(1)
                            """);

    static final String SIZE = NAMES + "return {redis.call('XLEN', stream)}";

    static final String IN_DELIVERY =
            NAMES
                    + """
                    redis.pcall('XGROUP', 'CREATE', stream, 'all', '0', 'MKSTREAM')
                    return {redis.call('XPENDING', stream, 'all')[1]}
                    """;

    static final String LETTERS =
            NAMES
                    + """
                    local all = {}
                    for _, letter in ipairs(redis.call('XRANGE', dead, '-', '+', 'COUNT', ARGV[1])) do
                      all[#all + 1] = letter[1]
                      for field = 2, 6, 2 do
                        all[#all + 1] = letter[2][field]
                      end
                    end
                    return all
                    """;

    static final String SEND_AGAIN =
            Once.script(
                    NAMES_ONCE
                            + """
                            local found = redis.call('XRANGE', dead, ARGV[3], ARGV[3])[1]
                            if not found then
                              return {0}
                            end
                            redis.call('XADD', stream, '*', 'value', found[2][2])
                            redis.call('XDEL', dead, ARGV[3])
                            redis.call('PUBLISH', sent, '')
                            return done(1)
                            """);

    static final String DISCARD =
            Once.script(NAMES_ONCE + "return done(redis.call('XDEL', dead, ARGV[3]))");
}
