package io.heddle.benchmarks.compare;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.shared.SharedQueue;
import java.util.ArrayList;
import java.util.List;

/// Messages of 64 bytes through one queue, between as many producers as consumers, each in a process. One of
/// the producers is this process.
final class QueueSide implements Contestant.Side {

    private static final int MESSAGE_BYTES = 64;
    private static final int CAPACITY = 8192;
    private static final int END = 0;

    private final SharedQueue<byte[]> queue = SharedQueue.create(CAPACITY);

    /// How many messages each of the others has to do with in the next round.
    private final List<SharedQueue<Integer>> orders = new ArrayList<>();

    /// Consumers say here that they are done.
    private final SharedQueue<Integer> done;

    private final List<ProcessStrand<?>> children = new ArrayList<>();
    private final int pairs;
    private final int messages;

    private QueueSide(int pairs, int messages) {
        this.pairs = pairs;
        this.messages = messages;
        this.done = SharedQueue.create(pairs);
    }

    static QueueSide open(int pairs, int messages) throws InterruptedException {
        QueueSide side = new QueueSide(pairs, messages);
        for (int i = 0; i < pairs; i++) {
            side.startConsumer();
        }
        for (int i = 1; i < pairs; i++) {
            side.startProducer();
        }
        side.round();
        return side;
    }

    private void startConsumer() {
        SharedQueue<Integer> order = SharedQueue.create(1);
        SharedQueue<byte[]> from = queue;
        SharedQueue<Integer> report = done;
        children.add(
                Strand.ofProcess()
                        .start(() -> {
                            for (int n = order.take(); n != END; n = order.take()) {
                                for (int i = 0; i < n; i++) {
                                    check(from.take());
                                }
                                report.put(n);
                            }
                        }));
        orders.add(order);
    }

    private void startProducer() {
        SharedQueue<Integer> order = SharedQueue.create(1);
        SharedQueue<byte[]> to = queue;
        children.add(
                Strand.ofProcess()
                        .start(() -> {
                            for (int n = order.take(); n != END; n = order.take()) {
                                produce(to, n);
                            }
                        }));
        orders.add(order);
    }

    private static void produce(SharedQueue<byte[]> to, int count) throws InterruptedException {
        byte[] message = new byte[MESSAGE_BYTES];
        for (int i = 0; i < count; i++) {
            to.put(message);
        }
    }

    private static void check(byte[] message) {
        if (message.length != MESSAGE_BYTES) {
            throw new IllegalStateException("a wrong message: bytes=" + message.length);
        }
    }

    @Override
    public Round round() throws InterruptedException {
        int each = messages / pairs;
        long begin = System.nanoTime();
        for (SharedQueue<Integer> order : orders) {
            order.put(each);
        }
        produce(queue, each);
        for (int i = 0; i < pairs; i++) {
            done.take();
        }
        long nanos = System.nanoTime() - begin;
        return Round.of((double) each * pairs / nanos * Round.NANOS_PER_SECOND);
    }

    @Override
    public void close() throws InterruptedException {
        for (SharedQueue<Integer> order : orders) {
            order.put(END);
        }
        for (ProcessStrand<?> child : children) {
            child.join();
        }
    }
}
