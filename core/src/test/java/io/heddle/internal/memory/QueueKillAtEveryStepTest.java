package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.memory.KillAtEveryStepTest.Histories;
import io.heddle.internal.memory.KillAtEveryStepTest.Mortal;
import io.heddle.internal.memory.KillAtEveryStepTest.Scenario;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every step on a queue is killed before each access to memory, and so is who comes after. No message may
/// come twice, none torn or out of order, and one is lost only with who took it.
class QueueKillAtEveryStepTest {

    private static final int CAPACITY = 4;

    /// Room for eight small messages, of which this many come first: so room is looked for again soon.
    private static final int AREA_BYTES = 128;

    private static final int WARM_UP = 6;

    static final int SMALL = 2;
    static final int LARGE = 40;

    /// Behind the slots; it is part of the memory of the model.
    private record ModelAnnex(Memory memory) implements Annex {

        @Override
        public void put(long at, byte[] from, int offset, int length) {
            memory.put(at, from, offset, length);
        }

        @Override
        public void get(long at, byte[] to, int offset, int length) {
            memory.get(at, to, offset, length);
        }

        /// Whatever lies there is gone.
        @Override
        public void shrink(long at, long keep) {
            memory.setLong(at, -1);
            memory.setLong(at + 48, -1);
        }
    }

    /// What one process does with the queue.
    private record Actor(Mortal process, MessageQueue queue) {

        static Actor of(Mortal process) {
            Annex annex = new ModelAnnex(process.memory());
            return new Actor(process, new MessageQueue(process.memory(), 0, annex, annex));
        }

        static Actor first(Mortal process) {
            MessageQueue.create(process.memory(), 0, new MessageQueue.Size(CAPACITY, AREA_BYTES));
            Actor actor = of(process);
            for (int i = 0; i < WARM_UP; i++) {
                actor.put(7, SMALL);
                actor.take();
            }
            return actor;
        }

        boolean put(int kind, int length) {
            byte[] message = new byte[length];
            Arrays.fill(message, (byte) kind);
            assertThat(queue.tryEnterToPut(process.me(), process)).isTrue();
            boolean done = queue.put(List.of(message), process.me(), process);
            queue.leavePutting();
            return done;
        }

        int take() {
            enter();
            Message message = queue.take();
            queue.leaveTaking();
            return message == null ? 0 : kindOf(message);
        }

        private static int kindOf(Message message) {
            assertThat(message.parts()).hasSize(1);
            byte[] bytes = message.parts().getFirst();
            assertThat(bytes.length).isIn(SMALL, LARGE);
            assertThat(bytes).containsOnly(bytes[0]);
            return bytes[0];
        }

        private void enter() {
            assertThat(queue.tryEnterToTake(process.me(), process)).isTrue();
        }

        List<Integer> takeAll() {
            List<Integer> all = new ArrayList<>();
            for (int kind = take(); kind != 0; kind = take()) {
                all.add(kind);
            }
            assertThat(queue.size()).isZero();
            return all;
        }

        void remove(Integer... kinds) {
            List<Integer> wanted = List.of(kinds);
            enter();
            long[] ids =
                    queue.after(Long.MIN_VALUE, 100, 10_000).stream()
                            .filter(message -> wanted.contains(kindOf(message)))
                            .mapToLong(Message::id)
                            .toArray();
            assertThat(queue.remove(ids)).isEqualTo(ids.length);
            queue.leaveTaking();
        }

        void clear() {
            enter();
            queue.clear();
            queue.leaveTaking();
        }
    }

    /// A queue at the beginning, and what is done with it.
    private abstract static class Queueing implements Scenario {

        List<Integer> found = List.of();

        @Override
        public int bytes() {
            return 2048;
        }

        @Override
        public void prepare(Mortal process) {
            begin(Actor.first(process));
        }

        abstract void begin(Actor actor);

        abstract void act(Actor actor);

        @Override
        public void operation(Mortal process) {
            act(Actor.of(process));
        }

        /// Puts one more, and looks what is there.
        @Override
        public void recovery(Mortal process) {
            Actor actor = Actor.of(process);
            boolean put = actor.put(9, SMALL);
            found = actor.takeAll();
            if (!put) {
                assertThat(found).hasSize(CAPACITY);
            }
        }

        /// What survivors have put themselves does not count.
        List<Integer> old() {
            return found.stream().filter(kind -> kind != 9).toList();
        }
    }

    private static Histories kill(Scenario scenario) {
        Histories histories = KillAtEveryStepTest.killEverywhere(scenario);
        assertThat(histories.single()).isGreaterThan(6);
        assertThat(histories.twofold()).isGreaterThan(100);
        return histories;
    }

    static Scenario putting(int before, int length) {
        return new Queueing() {
            @Override
            void begin(Actor actor) {
                actor.put(7, SMALL);
                actor.put(7, LARGE);
                actor.put(1, before);
                actor.take();
                actor.take();
            }

            @Override
            void act(Actor actor) {
                assertThat(actor.put(2, length)).isTrue();
            }

            @Override
            public void check(Mortal process, int killed) {
                if (killed < 2) { // with the first survivor goes what it took
                    assertThat(old()).isIn(List.of(1, 2), List.of(1));
                }
                assertThat(found.size()).isGreaterThan(0);
                if (killed == 0) {
                    assertThat(found).containsExactly(1, 2, 9);
                }
            }
        };
    }

    @Test
    @Tag("fault-47")
    void smallMessageIsThereWholeOrNotAtAll() {
        kill(putting(SMALL, SMALL));
        kill(putting(LARGE, SMALL));
    }

    @Test
    @Tag("fault-47")
    void largeMessageIsThereWholeOrNotAtAll() {
        kill(putting(SMALL, LARGE));
        kill(putting(LARGE, LARGE));
    }

    private static Scenario taking(int first, int second) {
        return new Queueing() {
            @Override
            void begin(Actor actor) {
                actor.put(1, first);
                if (second > 0) {
                    actor.put(2, second);
                }
            }

            @Override
            void act(Actor actor) {
                assertThat(actor.take()).isEqualTo(1);
            }

            @Override
            public void check(Mortal process, int killed) {
                List<Integer> all = second > 0 ? List.of(1, 2) : List.of(1);
                assertThat(old()).isEqualTo(all.subList(all.size() - old().size(), all.size()));
                if (killed < 2) {
                    assertThat(old().size()).isGreaterThanOrEqualTo(all.size() - 1);
                    assertThat(found).endsWith(9);
                }
            }
        };
    }

    @Test
    @Tag("fault-47")
    void messageIsTakenOnceAndLostOnlyWithWhoTookIt() {
        kill(taking(SMALL, SMALL));
        kill(taking(LARGE, SMALL));
        kill(taking(SMALL, LARGE));
    }

    @Test
    @Tag("fault-47")
    void lastLargeMessageLeavesNobodyWithoutMemory() {
        kill(taking(LARGE, 0));
    }

    private static Scenario removing(List<Integer> lengths, Integer... kinds) {
        return new Queueing() {
            @Override
            void begin(Actor actor) {
                actor.put(7, SMALL);
                actor.take();
                for (int i = 0; i < lengths.size(); i++) {
                    assertThat(actor.put(i + 1, lengths.get(i))).isTrue();
                }
            }

            @Override
            void act(Actor actor) {
                actor.remove(kinds);
            }

            @Override
            public void check(Mortal process, int killed) {
                List<Integer> doomed = List.of(kinds);
                List<Integer> rest = new ArrayList<>();
                for (int i = 1; i <= lengths.size(); i++) {
                    rest.add(i);
                }
                assertThat(old()).isSubsetOf(rest).isSorted().doesNotHaveDuplicates();
                rest.removeAll(doomed);
                if (killed < 2) {
                    assertThat(old()).containsAll(rest);
                }
                if (killed == 0) {
                    assertThat(old()).isEqualTo(rest);
                }
            }
        };
    }

    @Test
    @Tag("fault-47")
    void whatStaysStaysInOrderWhoeverDiesWhileOthersAreRemoved() {
        List<Integer> mixed = List.of(SMALL, LARGE, SMALL, LARGE);
        for (Integer[] kinds :
                List.of(
                        new Integer[] {2},
                        new Integer[] {4},
                        new Integer[] {1},
                        new Integer[] {1, 3},
                        new Integer[] {2, 4},
                        new Integer[] {1, 2, 3, 4})) {
            kill(removing(mixed, kinds));
        }
    }

    @Test
    @Tag("fault-47")
    void everythingIsThereOrNothingWhoeverDiesWhileItClears() {
        kill(
                new Queueing() {
                    @Override
                    void begin(Actor actor) {
                        actor.put(1, LARGE);
                        actor.put(2, SMALL);
                        actor.put(3, LARGE);
                    }

                    @Override
                    void act(Actor actor) {
                        actor.clear();
                    }

                    @Override
                    public void check(Mortal process, int killed) {
                        if (killed < 2) {
                            assertThat(old()).isIn(List.of(1, 2, 3), List.of());
                        }
                    }
                });
    }

    /// Others use the memory of what a dead one has removed, and of nothing else, before anybody has put that
    /// removal in order.
    @Test
    @Tag("fault-47")
    void memoryOfMessagesIsNotGivenToOthersWhileTheyAreThere() {
        Scenario removal = removing(List.of(SMALL, LARGE, SMALL, LARGE), 2);
        kill(
                new Queueing() {
                    @Override
                    void begin(Actor actor) {
                        removal.prepare(actor.process());
                    }

                    @Override
                    void act(Actor actor) {
                        actor.remove(2);
                        actor.put(5, LARGE);
                        actor.take();
                        actor.put(6, SMALL);
                    }

                    @Override
                    public void recovery(Mortal process) {
                        Actor actor = Actor.of(process);
                        actor.put(9, LARGE);
                        actor.put(9, SMALL);
                        found = actor.takeAll();
                    }

                    @Override
                    public void check(Mortal process, int killed) {
                        assertThat(old()).isSubsetOf(1, 2, 3, 4, 5, 6).isSorted();
                        assertThat(old()).doesNotHaveDuplicates();
                        if (killed == 0) {
                            assertThat(old()).containsExactly(3, 4, 5, 6);
                        }
                    }
                });
    }

    /// Looks for free space between two pieces that are in use.
    private static final class Searching implements Scenario {

        private static final FreeSpace.Piece FIRST = new FreeSpace.Piece(0, 16);
        private static final FreeSpace.Piece SECOND = new FreeSpace.Piece(80, 16);

        private static FreeSpace of(Mortal process) {
            return new FreeSpace(process.memory(), 0, 128);
        }

        private static FreeSpace.Piece[] used() {
            return new FreeSpace.Piece[] {SECOND, FIRST};
        }

        @Override
        public void prepare(Mortal process) {
            assertThat(of(process).search(112, new FreeSpace.Piece[0])).isZero();
        }

        @Override
        public void operation(Mortal process) {
            assertThat(of(process).search(32, used())).isEqualTo(16);
        }

        @Override
        public void recovery(Mortal process) {
            FreeSpace space = of(process);
            for (long at = space.cut(16); at >= 0; at = space.cut(16)) {
                assertThat(at).isNotIn(FIRST.offset(), SECOND.offset());
            }
            assertThat(space.search(16, used())).isEqualTo(16);
        }

        @Override
        public void check(Mortal process, int killed) {
            assertThat(of(process).isKnown()).isTrue();
        }
    }

    @Test
    @Tag("fault-47")
    void whoDiesLookingForFreeSpaceLeavesNothingFreeThatIsInUse() {
        Histories histories = KillAtEveryStepTest.killEverywhere(new Searching());
        assertThat(histories.single()).isGreaterThan(2);
        assertThat(histories.twofold()).isGreaterThan(10);
    }
}
