package io.heddle.benchmarks.compare;

import com.softwaremill.jox.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;

/// Numbers through a channel or queue between virtual threads, as many senders as receivers.
final class ChannelSide implements Contestant.Side {

    static final int CAPACITY = 16;

    /// Sends one element.
    private interface Sending {
        void send(Integer element) throws Exception;
    }

    private final int pairs;
    private final int each;
    private final Sending sending;
    private final Callable<Integer> receiving;

    private ChannelSide(int pairs, int elements, Sending sending, Callable<Integer> receiving) {
        this.pairs = Math.max(1, pairs);
        this.each = elements / this.pairs;
        this.sending = sending;
        this.receiving = receiving;
    }

    static ChannelSide heddle(int pairs, int elements) {
        io.heddle.coroutine.Channel<Integer> channel =
                pairs == 0
                        ? io.heddle.coroutine.Channel.rendezvous()
                        : io.heddle.coroutine.Channel.bounded(CAPACITY);
        return new ChannelSide(pairs, elements, channel::send, () -> channel.receive());
    }

    static ChannelSide blockingQueue(int pairs, int elements) {
        BlockingQueue<Integer> queue =
                pairs == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(CAPACITY);
        return new ChannelSide(pairs, elements, queue::put, queue::take);
    }

    static ChannelSide jox(int pairs, int elements) {
        Channel<Integer> channel =
                pairs == 0 ? Channel.newRendezvousChannel() : Channel.newBufferedChannel(CAPACITY);
        return new ChannelSide(pairs, elements, channel::send, channel::receive);
    }

    @Override
    public Round round() throws InterruptedException, ExecutionException {
        List<FutureTask<Long>> all = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < pairs; i++) {
            all.add(start(this::send));
            all.add(start(this::receive));
        }
        long sum = 0;
        for (FutureTask<Long> one : all) {
            sum += one.get();
        }
        long nanos = System.nanoTime() - begin;
        if (sum != 0) {
            throw new IllegalStateException("what was received is not what was sent: " + sum);
        }
        return Round.of((double) each * pairs / nanos * Round.NANOS_PER_SECOND);
    }

    private static FutureTask<Long> start(Callable<Long> body) {
        FutureTask<Long> task = new FutureTask<>(body);
        var _ = Thread.startVirtualThread(task);
        return task;
    }

    private Long send() throws Exception {
        long sum = 0;
        for (int i = 0; i < each; i++) {
            sending.send(i);
            sum -= i;
        }
        return sum;
    }

    private Long receive() throws Exception {
        long sum = 0;
        for (int i = 0; i < each; i++) {
            sum += receiving.call();
        }
        return sum;
    }
}
