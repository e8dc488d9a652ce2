package io.heddle.internal.memory;

import static io.heddle.internal.memory.Killing.kill;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.memory.Story.Beginning;
import io.heddle.shared.SharedQueue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Users of a queue are killed before each of their accesses to shared memory, and while they wait. No element
/// comes twice or out of order, and one is lost only with who took it.
@Tag("slow")
class SharedQueueKillAtEveryStepTest {

    /// Long enough to lie in the annex.
    static final String LONG = "x".repeat(30_000);

    @FunctionalInterface
    interface Deed extends Serializable {
        void on(SharedQueue<String> queue) throws Exception;
    }

    /// Somebody does something with a queue of elements that begin with a, b, c, d.
    static final class Using implements Story {

        private final SharedQueue<String> queue = SharedQueue.create(6);
        private final Deed deed;
        private final String mayGo;
        private List<String> left = List.of();

        /// @param mayGo elements that may be gone then
        Using(Deed deed, String mayGo) {
            this.deed = deed;
            this.mayGo = mayGo;
            Collections.addAll(queue, "a", "b" + LONG, "c", "d" + LONG);
        }

        @Override
        public void victim(View view) throws Exception {
            deed.on(view.of(queue));
        }

        @Override
        public boolean isForTwoDeaths() {
            return false; // with a survivor goes what it has taken
        }

        @Override
        public void survivor(View view) throws Exception {
            SharedQueue<String> mine = view.of(queue);
            mine.put("z");
            List<String> all = new ArrayList<>();
            for (String element = mine.take(); !element.equals("z"); element = mine.take()) {
                assertThat(element).hasSizeBetween(1, 1 + LONG.length());
                all.add(element.substring(0, 1));
            }
            left = all;
        }

        @Override
        public void check(int killed) {
            assertThat(left).isSorted().doesNotHaveDuplicates();
            for (String element : List.of("a", "b", "c", "d")) {
                if (!mayGo.contains(element)) {
                    assertThat(left).contains(element);
                }
            }
            assertThat(queue.size()).isZero();
            assertThat(queue.remainingCapacity()).isEqualTo(6);
        }
    }

    @Test
    @Tag("fault-47")
    void whatIsPutIsThereWholeOrNotAtAllWhoeverDies() {
        kill(() -> new Using(queue -> queue.offer("e" + LONG), ""));
    }

    @Test
    @Tag("stress")
    @Tag("fault-47")
    void whatIsPutInAnyWayIsThereWholeOrNotAtAllWhoeverDies() {
        kill(() -> new Using(queue -> queue.put("e"), ""));
        kill(() -> new Using(queue -> queue.offer("e", 50, TimeUnit.SECONDS), ""));
    }

    @Test
    @Tag("fault-47")
    void whatIsTakenIsLostWithWhoTookItAndNothingElse() {
        kill(() ->
                new Using(
                        queue -> {
                            queue.take();
                            queue.poll(50, TimeUnit.SECONDS);
                        },
                        "ab"));
    }

    @Test
    @Tag("stress")
    @Tag("fault-47")
    void whatIsTakenInAnyWayIsLostWithWhoTookItAndNothingElse() {
        kill(() -> new Using(SharedQueue::poll, "a"));
        kill(() -> new Using(queue -> queue.drainTo(new ArrayList<>()), "abcd"));
    }

    @Test
    @Tag("fault-47")
    void othersStayInOrderWhoeverDiesWhileItRemoves() {
        kill(() -> new Using(queue -> queue.remove("c"), "c"));
    }

    @Test
    @Tag("stress")
    @Tag("fault-47")
    void othersStayInOrderWhoeverDiesHoweverItRemoves() {
        kill(() -> new Using(queue -> queue.removeIf(e -> !e.startsWith("c")), "abd"));
        kill(() -> new Using(SharedQueue::clear, "abcd"));
        kill(() ->
                new Using(
                        queue -> {
                            Iterator<String> iterator = queue.iterator();
                            iterator.next();
                            iterator.remove();
                            iterator.next();
                            iterator.next();
                            iterator.remove();
                        },
                        "ac"));
    }

    @Test
    @Tag("stress")
    @Tag("fault-47")
    void whoLooksAndDiesChangesNothing() {
        kill(() ->
                new Using(
                        queue -> {
                            queue.peek();
                            assertThat(queue.contains("c")).isTrue();
                            assertThat(queue.toArray()).hasSize(4);
                        },
                        ""));
    }

    /// One waits for an element; the victim puts one, or takes it first, or waits too.
    record Handing(SharedQueue<Integer> queue, List<Integer> taken, Move deed) implements Story {

        @FunctionalInterface
        interface Move extends Serializable {
            void on(SharedQueue<Integer> queue) throws InterruptedException;
        }

        static Beginning of(Move deed) {
            return () ->
                    new Handing(
                            SharedQueue.create(1),
                            Collections.synchronizedList(new ArrayList<>()),
                            deed);
        }

        @Override
        public void bystander(View view) throws InterruptedException {
            taken.add(view.of(queue).take());
        }

        @Override
        public void victim(View view) throws InterruptedException {
            deed.on(view.of(queue));
        }

        @Override
        public void survivor(View view) throws InterruptedException {
            if (taken.isEmpty()) {
                view.of(queue).offer(2, 1, TimeUnit.SECONDS);
            }
        }

        @Override
        public void check(int killed) {
            assertThat(taken).hasSize(1);
        }
    }

    @Test
    @Tag("fault-47")
    void whoWaitsForAnElementGetsOneThoughItsProducerDies() {
        kill(Handing.of(queue -> queue.put(1)));
    }

    @Test
    @Tag("fault-47")
    void whoWaitsForAnElementGetsOneThoughAnotherWaiterDies() {
        kill(Handing.of(SharedQueue::take));
    }

    /// One waits for room; the victim makes some, or waits too.
    record MakingRoom(SharedQueue<Integer> queue, Handing.Move deed) implements Story {

        static Beginning of(Handing.Move deed) {
            return () -> {
                SharedQueue<Integer> queue = SharedQueue.create(1);
                queue.add(1);
                return new MakingRoom(queue, deed);
            };
        }

        @Override
        public void bystander(View view) throws InterruptedException {
            view.of(queue).put(2);
        }

        @Override
        public void victim(View view) throws InterruptedException {
            deed.on(view.of(queue));
        }

        @Override
        public boolean isForTwoDeaths() {
            return false; // with a survivor goes what it has taken
        }

        @Override
        public void survivor(View view) throws InterruptedException {
            SharedQueue<Integer> mine = view.of(queue);
            while (mine.take() != 2) {
                // until that of the bystander comes
            }
        }
    }

    @Test
    @Tag("fault-47")
    void whoWaitsForRoomGetsItWhoeverDiesMakingIt() {
        kill(MakingRoom.of(SharedQueue::take));
    }

    @Test
    @Tag("stress")
    @Tag("fault-47")
    void whoWaitsForRoomGetsItHoweverItIsMade() {
        kill(MakingRoom.of(queue -> queue.remove((Object) 1)));
        kill(MakingRoom.of(SharedQueue::clear));
        kill(MakingRoom.of(queue -> queue.put(3)));
    }
}
