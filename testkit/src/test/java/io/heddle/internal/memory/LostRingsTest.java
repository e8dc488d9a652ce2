package io.heddle.internal.memory;

import static io.heddle.internal.memory.SharedInterleavingsTest.barrier;
import static io.heddle.internal.memory.SharedInterleavingsTest.condition;
import static io.heddle.internal.memory.SharedInterleavingsTest.lock;
import static io.heddle.internal.memory.SharedInterleavingsTest.queue;
import static io.heddle.internal.memory.SharedInterleavingsTest.semaphore;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.memory.SharedInterleavingsTest.Encounter;
import io.heddle.internal.memory.SharedInterleavingsTest.Meeting;
import io.heddle.shared.SharedQueue;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test that cannot fail is worth nothing: where nothing makes up for a ring that is missing, as in
/// [SharedInterleavingsTest], who waits for it hangs. Otherwise its own looks do.
@Tag("slow")
@ExtendWith(WithoutSlices.class)
class LostRingsTest {

    /// A ring that comes takes a hundredth of that. On a machine so slow that it takes longer this test sees nothing.
    private static final Duration LONG = Duration.ofMillis(100);

    private static void mustHang(String what, Meeting meeting) {
        try (SecondSite mute = new SecondSite(MuteMemory::new);
                Party waiting = new Party();
                Party letting = new Party()) {
            Encounter encounter = meeting.of(object -> object, mute::arrived);
            letting.act(encounter::prepare);
            letting.finish("preparing");
            waiting.act(encounter::waits);
            letting.act(encounter::lets);
            letting.finish("who lets it go on");
            assertThat(waiting.isDoneWithin(LONG)).as("who waits: " + what).isFalse();
            WithoutSlices.suspend(() -> waiting.finish("who looks again by itself: " + what));
        }
    }

    @Test
    void ringThatIsNotThereIsMissed() {
        mustHang("semaphore", semaphore(false, false));
        mustHang("fair semaphore", semaphore(false, true));
        mustHang("tracked semaphore", semaphore(true, false));
        mustHang("lock", lock(false));
        mustHang("fair lock", lock(true));
        mustHang("condition, one", condition(false));
        mustHang("condition, all", condition(true));
        mustHang("barrier", barrier());
        mustHang("queue, element", queue(0, SharedQueue::take, queue -> queue.put(1)));
        mustHang("queue, room", queue(2, queue -> queue.put(3), SharedQueue::take));
    }
}
