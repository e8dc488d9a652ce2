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

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST = Duration.ofDays(365);

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
        Answer agreed =
                ask(
                        StreamScripts.AGREE,
                        keys,
                        wanted == null ? "" : millis,
                        deliveries == 0 ? "" : most,
                        millis,
                        most);
        if (wanted != null) {
            requireSame("queue", name(), "visibilityMillis", agreed.number(0), millis);
        }
        if (deliveries != 0) {
            requireSame("queue", name(), "deliveries", agreed.number(1), deliveries);
        }
        visibility = Duration.ofMillis(agreed.number(0));
    }

    private long requireMillis(Duration wanted) {
        String what = "queue=%s visibility".formatted(name());
        return Durations.requireWithin(what, wanted, SHORTEST, LONGEST).toMillis();
    }

    Duration visibility() {
        return visibility;
    }

    @Override
    public void send(E value) {
        byte[] bytes = backing().encode(Objects.requireNonNull(value, "value"));
        once().ask(StreamScripts.SEND, keys, (Object) bytes);
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
        if (delivery != null || !receivers.enter(limit, workshop().calls())) {
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
                                    StreamScripts.RECEIVE,
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
                tell(StreamScripts.REJECT, handed, String.valueOf(e.getMessage()));
            }
        }
    }

    /// Nobody has seen it, so that does not count as a delivery.
    private void giveBack(Answer late) {
        if (!late.isEmpty()) {
            Handed handed = Handed.read(late.bytes(0));
            var _ =
                    once().start(
                                    StreamScripts.GIVE_BACK,
                                    keys,
                                    handed.id(),
                                    handed.count(),
                                    handed.count() - 1)
                            .keep();
        }
    }

    @SuppressWarnings("unchecked") // of that type wherever it is used
    private E value(byte[] bytes) {
        return (E) backing().decode(bytes);
    }

    // ---- what a delivery says ------------------------------------------------------------------

    Calls.Call renew(Handed handed) {
        return workshop().calls().start(StreamScripts.RENEW, keys, handed.id(), handed.count());
    }

    boolean acknowledge(Handed handed) {
        return once().ask(StreamScripts.ACKNOWLEDGE, keys, handed.id(), handed.count()).isOne(0);
    }

    boolean giveBack(Handed handed) {
        return once().ask(
                        StreamScripts.GIVE_BACK, keys, handed.id(), handed.count(), handed.count())
                .isOne(0);
    }

    boolean reject(Handed handed, String reason) {
        return tell(StreamScripts.REJECT, handed, reason);
    }

    private boolean tell(String script, Handed handed, String reason) {
        return once().ask(script, keys, handed.id(), handed.count(), reason).isOne(0);
    }

    // ---- looking -------------------------------------------------------------------------------

    @Override
    public long size() {
        return ask(StreamScripts.SIZE, keys).number(0);
    }

    @Override
    public long inDelivery() {
        return ask(StreamScripts.IN_DELIVERY, keys).number(0);
    }

    @Override
    public List<DeadLetter<E>> deadLetters(int most) {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "a number of dead letters is positive: most=" + most);
        }
        Answer answer = ask(StreamScripts.LETTERS, keys, most);
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
        return once().ask(StreamScripts.SEND_AGAIN, keys, letter.id()).isOne(0);
    }

    @Override
    public boolean discard(DeadLetter<E> letter) {
        return once().ask(StreamScripts.DISCARD, keys, letter.id()).isOne(0);
    }
}
