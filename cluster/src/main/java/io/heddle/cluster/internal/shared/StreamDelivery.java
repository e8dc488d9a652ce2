package io.heddle.cluster.internal.shared;

import io.heddle.HeddleException;
import io.heddle.cluster.Delivery;
import io.heddle.cluster.LeaseLostException;
import io.heddle.spi.Durations;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// A value that this process has, whose visibility time is renewed until something is said about it.
final class StreamDelivery<E> implements Delivery<E> {

    private final StreamQueue<E> queue;
    private final Handed handed;
    private final E value;
    private final Leases.Lease lease;
    private final AtomicBoolean settled = new AtomicBoolean();

    StreamDelivery(StreamQueue<E> queue, Handed handed, long begun, E value) {
        this.queue = queue;
        this.handed = handed;
        this.value = value;
        this.lease =
                queue.workshop()
                        .leases()
                        .hold(
                                queue.visibility(),
                                begun,
                                () ->
                                        queue.renew(handed)
                                                .answer()
                                                .thenApply(answer -> answer.isOne(0)));
    }

    @Override
    public E value() {
        return value;
    }

    @Override
    public int deliveryCount() {
        return handed.count();
    }

    @Override
    public void ack() {
        settle(() -> queue.acknowledge(handed));
    }

    @Override
    public void giveBack() {
        settle(() -> queue.giveBack(handed));
    }

    @Override
    public void reject(String reason) {
        Objects.requireNonNull(reason, "reason");
        settle(() -> queue.reject(handed, reason));
    }

    private void settle(BooleanSupplier word) {
        if (!settled.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "something was said about this delivery before: queue=%s id=%s"
                            .formatted(queue.name(), handed.id()));
        }
        lease.end();
        if (!word.getAsBoolean()) {
            throw new LeaseLostException(
                    "the value was lost before it was settled, and is or was delivered to others: queue=%s id=%s delivery=%d visibility=%s"
                            .formatted(
                                    queue.name(),
                                    handed.id(),
                                    handed.count(),
                                    Durations.text(queue.visibility())));
        }
    }

    @Override
    public void close() {
        if (settled.get()) {
            return;
        }
        try {
            giveBack();
        } catch (HeddleException | IllegalStateException e) {
            // lost, or said meanwhile, or the server is away: it is delivered again, or was dealt
            // with
        }
    }
}
