package io.heddle.cluster.internal.shared;

import io.heddle.TaskSerializationException;
import io.heddle.cluster.AcknowledgedQueue;
import io.heddle.cluster.DeadLetter;
import io.heddle.cluster.Delivery;
import io.heddle.spi.Durations;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A stream at the server with one group of consumers.
///
/// All receivers are one consumer to the server. Who has a value now is told by how often it was delivered: that
/// number is greater for every later receiver, and only who knows it may say something about the value.
final class StreamQueue<E> extends Structure implements AcknowledgedQueue<E> {

    @Serial private static final long serialVersionUID = 1L;

    private static final int DEFAULT_DELIVERIES = 5;

    private static final String NAMES =
            "local stream, dead, settings, sent = KEYS[1], KEYS[2], KEYS[3], KEYS[4]\n";

    private static final String NAMES_ONCE =
            "local stream, dead, settings, sent = KEYS[2], KEYS[3], KEYS[4], KEYS[5]\n";

    private static final String AGREE =
            NAMES
                    + """
                    redis.call('HSETNX', settings, 'visibility', ARGV[1])
                    redis.call('HSETNX', settings, 'deliveries', ARGV[2])
                    redis.pcall('XGROUP', 'CREATE', stream, 'all', '0', 'MKSTREAM')
                    return {redis.call('HGET', settings, 'visibility'), redis.call('HGET', settings, 'deliveries')}
                    """;

    private static final String SEND =
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
    private static final String RECEIVE =
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
              local entry = redis.call('XPENDING', stream, 'all', id, id, 1)[1]
              return entry and entry[4] == tonumber(count)
            end
            """;

    private static final String RENEW =
            NAMES
                    + HAS
                    + """
                    if not has(ARGV[1], ARGV[2]) then
                      return {0}
                    end
                    redis.call('XCLAIM', stream, 'all', 'receivers', 0, ARGV[1], 'JUSTID')
                    return {1}
                    """;

    private static final String ACKNOWLEDGE =
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

    /// As if nothing had been heard of its receiver for very long.
    private static final String GIVE_BACK =
            Once.script(
                    NAMES_ONCE
                            + HAS
                            + """
                            if not has(ARGV[3], ARGV[4]) then
                              return {0}
                            end
                            redis.call('XCLAIM', stream, 'all', 'receivers', 0, ARGV[3], 'IDLE', 1000000000, 'JUSTID')
                            redis.call('HSET', settings, 'look', 0)
                            redis.call('PUBLISH', sent, '')
                            return done(1)
                            """);

    private static final String REJECT =
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

    private static final String SIZE = NAMES + "return {redis.call('XLEN', stream)}";

    private static final String IN_DELIVERY =
            NAMES
                    + """
                    redis.pcall('XGROUP', 'CREATE', stream, 'all', '0', 'MKSTREAM')
                    return {redis.call('XPENDING', stream, 'all')[1]}
                    """;

    private static final String LETTERS =
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

    private static final String SEND_AGAIN =
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

    private static final String DISCARD =
            Once.script(NAMES_ONCE + "return done(redis.call('XDEL', dead, ARGV[3]))");

    private final transient List<String> keys;
    private final transient String sent;
    private final transient Gate receivers = new Gate();

    private transient volatile Duration visibility;

    StreamQueue(Workshop workshop, String name) {
        super(workshop, "acknowledged", name);
        sent = key("sent");
        keys = List.of(key("values"), key("dead"), key("settings"), sent);
        visibility = lease();
    }

    /// Settles what its users must agree on; the first one decides.
    ///
    /// @param wanted how long a value is out of sight; `null` for whatever it is
    /// @param deliveries how often a value is delivered at most; 0 for whatever it is
    void agree(@Nullable Duration wanted, int deliveries) {
        if (deliveries < 0) {
            throw new IllegalArgumentException(
                    "a value is delivered once at least: queue=%s deliveries=%d"
                            .formatted(name(), deliveries));
        }
        long millis = wanted == null ? leaseMillis() : requireMillis(wanted);
        int most = deliveries == 0 ? DEFAULT_DELIVERIES : deliveries;
        Answer agreed = ask(AGREE, keys, millis, most);
        if (wanted != null) {
            requireSame("queue", name(), "visibilityMillis", agreed.number(0), millis);
        }
        if (deliveries != 0) {
            requireSame("queue", name(), "deliveries", agreed.number(1), deliveries);
        }
        visibility = Duration.ofMillis(agreed.number(0));
    }

    private long requireMillis(Duration wanted) {
        long millis = Durations.requirePositive("visibility", wanted).toMillis();
        if (millis == 0) {
            throw new IllegalArgumentException(
                    "a visibility time has milliseconds: queue=%s visibility=%s"
                            .formatted(name(), wanted));
        }
        return millis;
    }

    Duration visibility() {
        return visibility;
    }

    @Override
    public void send(E value) {
        byte[] bytes = backing().encode(Objects.requireNonNull(value, "value"));
        once().ask(SEND, keys, (Object) bytes);
    }

    // ---- receiving -----------------------------------------------------------------------------

    @Override
    public Delivery<E> receive() throws InterruptedException {
        Delivery<E> delivery = receive(Limit.never());
        if (delivery == null) {
            throw new AssertionError("a wait without a limit has ended without a value");
        }
        return delivery;
    }

    @Override
    public @Nullable Delivery<E> receive(Duration limit) throws InterruptedException {
        return receive(Limit.in(limit));
    }

    private @Nullable Delivery<E> receive(Limit limit) throws InterruptedException {
        limit.checkInterrupt();
        Delivery<E> delivery = tryReceive(limit);
        if (delivery != null || !receivers.enter(limit)) {
            return delivery;
        }
        try {
            return await(sent, limit, pause -> tryReceive(limit, pause));
        } finally {
            receivers.leave();
        }
    }

    private @Nullable Delivery<E> tryReceive(Limit limit, Bells.Pause pause)
            throws InterruptedException {
        pause.atMostMillis(visibility.toMillis() / 4);
        return tryReceive(limit);
    }

    /// Goes on to the next one where a value cannot be read.
    private @Nullable Delivery<E> tryReceive(Limit limit) throws InterruptedException {
        while (true) {
            long begun = System.nanoTime();
            Answer answer =
                    once().ask(
                                    limit,
                                    this::giveBack,
                                    RECEIVE,
                                    keys,
                                    leaseMillis(),
                                    DEFAULT_DELIVERIES);
            if (answer.isEmpty()) {
                return null;
            }
            Handed handed = Handed.read(answer.bytes(0));
            try {
                return new StreamDelivery<>(this, handed, begun, value(handed.value()));
            } catch (TaskSerializationException e) {
                tell(REJECT, handed, String.valueOf(e.getMessage()));
            }
        }
    }

    private void giveBack(Answer late) {
        if (!late.isEmpty()) {
            Handed handed = Handed.read(late.bytes(0));
            var _ = once().start(GIVE_BACK, keys, handed.id(), handed.count());
        }
    }

    @SuppressWarnings("unchecked") // of that type wherever it is used
    private E value(byte[] bytes) {
        return (E) backing().decode(bytes);
    }

    // ---- what a delivery says ------------------------------------------------------------------

    Calls.Call renew(Handed handed) {
        return workshop().calls().start(RENEW, keys, handed.id(), handed.count());
    }

    boolean acknowledge(Handed handed) {
        return once().ask(ACKNOWLEDGE, keys, handed.id(), handed.count()).isOne(0);
    }

    boolean giveBack(Handed handed) {
        return once().ask(GIVE_BACK, keys, handed.id(), handed.count()).isOne(0);
    }

    boolean reject(Handed handed, String reason) {
        return tell(REJECT, handed, reason);
    }

    private boolean tell(String script, Handed handed, String reason) {
        return once().ask(script, keys, handed.id(), handed.count(), reason).isOne(0);
    }

    // ---- looking -------------------------------------------------------------------------------

    @Override
    public long size() {
        return ask(SIZE, keys).number(0);
    }

    @Override
    public long inDelivery() {
        return ask(IN_DELIVERY, keys).number(0);
    }

    @Override
    public List<DeadLetter<E>> deadLetters(int most) {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "a number of dead letters is positive: most=" + most);
        }
        Answer answer = ask(LETTERS, keys, most);
        List<DeadLetter<E>> letters = new ArrayList<>();
        for (int i = 0; i < answer.size(); i += 4) {
            letters.add(
                    new DeadLetter<>(
                            answer.text(i),
                            readable(answer.bytes(i + 1)),
                            (int) answer.number(i + 2),
                            answer.text(i + 3)));
        }
        return List.copyOf(letters);
    }

    private Optional<E> readable(byte[] bytes) {
        try {
            return Optional.of(value(bytes));
        } catch (TaskSerializationException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean sendAgain(DeadLetter<E> letter) {
        return once().ask(SEND_AGAIN, keys, letter.id()).isOne(0);
    }

    @Override
    public boolean discard(DeadLetter<E> letter) {
        return once().ask(DISCARD, keys, letter.id()).isOne(0);
    }
}
