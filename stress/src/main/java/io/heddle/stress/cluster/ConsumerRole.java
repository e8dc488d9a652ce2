package io.heddle.stress.cluster;

import io.heddle.cluster.AcknowledgedQueue;
import io.heddle.cluster.Cluster;
import io.heddle.cluster.ClusterUnavailableException;
import io.heddle.cluster.Delivery;
import io.heddle.cluster.LeaseLostException;
import io.heddle.stress.cluster.Diary.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A program that receives values in some threads, and acknowledges most of them.
final class ConsumerRole extends Role {

    private static final int RECEIVERS = 3;
    private static final int MOST_MILLIS = 250;
    private static final Duration WAIT = Duration.ofMillis(500);

    private ConsumerRole(String[] arguments) {
        super(arguments);
    }

    static void main(String[] arguments) throws Exception {
        new ConsumerRole(arguments).run();
    }

    @Override
    void play() throws InterruptedException {
        try (Cluster cluster = Cluster.join(options)) {
            AcknowledgedQueue<String> queue = cluster.acknowledgedQueue(QUEUE, SILENCE, DELIVERIES);
            diary.note(Verb.READY);
            List<Thread> receivers = new ArrayList<>();
            for (int i = 0; i < RECEIVERS; i++) {
                receivers.add(
                        Thread.ofPlatform().name("receiver-" + i).start(() -> receive(queue)));
            }
            for (Thread receiver : receivers) {
                receiver.join();
            }
        }
    }

    private void receive(AcknowledgedQueue<String> queue) {
        while (!isEnding()) {
            long asked = System.nanoTime();
            try {
                Delivery<String> delivery = queue.receive(WAIT);
                if (delivery != null) {
                    diary.note(Verb.DELIVERED, delivery.value(), delivery.deliveryCount(), asked);
                    TimeUnit.MILLISECONDS.sleep(dice(MOST_MILLIS));
                    answer(delivery);
                }
            } catch (ClusterUnavailableException e) {
                diary.note(Verb.TROUBLE, "-", 0, e);
            } catch (InterruptedException e) {
                return; // nobody interrupts it
            }
        }
    }

    private void answer(Delivery<String> delivery) {
        String value = delivery.value();
        int number = delivery.deliveryCount();
        try {
            if (dice(20) == 0) {
                diary.note(Verb.RETURNS, value, number);
                delivery.giveBack();
            } else {
                diary.note(Verb.ACKNOWLEDGES, value, number);
                delivery.ack();
                diary.note(Verb.ACKNOWLEDGED, value, number);
            }
        } catch (LeaseLostException e) {
            diary.note(Verb.TOO_LATE, value, number);
        } catch (ClusterUnavailableException e) {
            diary.note(Verb.TROUBLE, value, number, e);
        }
    }
}
