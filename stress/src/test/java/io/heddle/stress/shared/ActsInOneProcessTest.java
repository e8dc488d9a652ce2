package io.heddle.stress.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What acts see, tried on objects of the JDK, right and wrong ones: the players are threads of this process, and
/// nobody is killed.
class ActsInOneProcessTest {

    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final long ENOUGH_OPERATIONS = 2_000;

    @TempDir private Path folder;
    private final List<String> told = new ArrayList<>();
    private final Tally tally = new Tally(this::tell);

    private synchronized void tell(String text) {
        told.add(text);
    }

    /// Plays until enough was played, or a fault was found.
    private SharedVerdict play(Act act) throws Exception {
        Programme programme = new Programme(new ArrayList<>(List.of(act)), 2);
        Path file = folder.resolve("stage");
        try (Stage stage = Stage.create(file, programme.words())) {
            Rows rows = programme.rows(stage, 0, _ -> true);
            List<Thread> players = new ArrayList<>();
            for (int process = 0; process < 2; process++) {
                Player player = new Player(programme, file.toString(), process, process);
                players.add(Conducting.start("storm-player", () -> act(player)));
            }
            Seat conductor = programme.conductor(stage, 0, 1, new SplittableRandom(1));
            while (players.stream().anyMatch(Thread::isAlive)) {
                boolean enough = rows.operations() > ENOUGH_OPERATIONS || stage.faults() > 0;
                stage.setOver(enough);
                act.conduct(conductor, rows);
            }
            act.settle(
                    new Settlement(programme.words(stage, 0), rows, PATIENCE, tally, act.title()));
            tally.collect(stage, true);
            return tally.verdict(rows.operations());
        }
    }

    private static void act(Player player) throws InterruptedException {
        try {
            player.act();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- queues --------------------------------------------------------------------------------

    /// A queue that is right, unless somebody makes it wrong.
    private static class Queue extends LinkedBlockingDeque<Letter> {
        Queue() {
            super(8);
        }

        static boolean now() {
            return ThreadLocalRandom.current().nextInt(100) == 0;
        }
    }

    @Test
    void queueOfTheJdkIsInOrder() throws Exception {
        SharedVerdict verdict = play(new QueueAct(new Queue()));

        assertThat(verdict.isClean()).as(() -> told.toString()).isTrue();
        assertThat(verdict.operations()).isGreaterThan(ENOUGH_OPERATIONS);
        assertThat(verdict.lost()).isZero();
    }

    @Test
    void letterThatComesTwiceIsADuplicate() throws Exception {
        BlockingQueue<Letter> queue =
                new Queue() {
                    @Override
                    public void put(Letter letter) throws InterruptedException {
                        super.put(letter);
                        if (now()) {
                            super.put(letter);
                        }
                    }
                };

        assertThat(play(new QueueAct(queue)).duplicates()).isPositive();
        assertThat(told.toString()).contains("a letter came twice");
    }

    @Test
    void letterThatIsLostThoughNobodyWasKilledIsCorrupt() throws Exception {
        BlockingQueue<Letter> queue =
                new Queue() {
                    @Override
                    public void put(Letter letter) throws InterruptedException {
                        if (!now()) {
                            super.put(letter);
                        }
                    }
                };

        assertThat(play(new QueueAct(queue)).corrupt()).isPositive();
        assertThat(told.toString()).contains("missing letters");
    }

    @Test
    void letterThatIsNotAsItWasWrittenIsCorrupt() throws Exception {
        BlockingQueue<Letter> queue =
                new Queue() {
                    @Override
                    public Letter take() throws InterruptedException {
                        Letter letter = super.take();
                        if (letter.text().length > 0 && now()) {
                            letter.text()[0]++;
                        }
                        return letter;
                    }
                };

        assertThat(play(new QueueAct(queue)).corrupt()).isPositive();
        assertThat(told.toString()).contains("not as it was written");
    }

    @Test
    void letterThatOvertakesIsCorrupt() throws Exception {
        BlockingQueue<Letter> queue =
                new Queue() {
                    @Override
                    public void put(Letter letter) throws InterruptedException {
                        if (ThreadLocalRandom.current().nextInt(4) == 0) {
                            super.putFirst(letter);
                        } else {
                            super.put(letter);
                        }
                    }
                };

        assertThat(play(new QueueAct(queue)).corrupt()).isPositive();
        assertThat(told.toString()).contains("out of order");
    }

    // ---- barriers ------------------------------------------------------------------------------

    /// A barrier that is right, unless somebody makes it wrong.
    private static class Barrier implements Meeting {
        private final AtomicLong rounds = new AtomicLong();
        private final CyclicBarrier barrier =
                new CyclicBarrier(BarrierAct.PARTIES, rounds::incrementAndGet);

        @Override
        public int await() throws InterruptedException, BrokenBarrierException {
            return barrier.await();
        }

        @Override
        public int await(Duration limit)
                throws InterruptedException, BrokenBarrierException, TimeoutException {
            return barrier.await(limit.toMillis(), TimeUnit.MILLISECONDS);
        }

        @Override
        public boolean isBroken() {
            return barrier.isBroken();
        }

        @Override
        public void reset() {
            barrier.reset();
        }

        @Override
        public long rounds() {
            return rounds.get();
        }
    }

    @Test
    void barrierOfTheJdkLetsNobodyGoOnAlone() throws Exception {
        SharedVerdict verdict = play(new BarrierAct(new Barrier()));

        assertThat(verdict.isClean()).as(() -> told.toString()).isTrue();
        assertThat(verdict.operations()).isGreaterThan(ENOUGH_OPERATIONS);
    }

    @Test
    void whoGoesOnAloneIsCorrupt() throws Exception {
        Meeting meeting =
                new Barrier() {
                    @Override
                    public int await() throws InterruptedException, BrokenBarrierException {
                        return Queue.now() ? 0 : super.await();
                    }
                };

        assertThat(play(new BarrierAct(meeting)).corrupt()).isPositive();
        assertThat(told.toString()).contains("more went on than had come");
    }

    // ---- hostages ------------------------------------------------------------------------------

    /// There is none, but everybody is told so: what it is said to hold can be had.
    @Test
    void hostageThatIsRobbedIsCorrupt() throws Exception {
        Act act = HostageAct.create();
        Programme programme = new Programme(new ArrayList<>(List.of(act)), 2);
        try (Stage stage = Stage.create(folder.resolve("stage"), programme.words())) {
            Seat seat = programme.seat(stage, 0, 0, 0, 1, new SplittableRandom(1));
            act.play(seat);
            assertThat(stage.faults()).isZero();
            seat.act().set(HostageAct.STOPPED, 1);
            act.play(seat);
            tally.collect(stage, true);
        }
        assertThat(tally.verdict(1).corrupt()).isEqualTo(2);
        assertThat(told.toString()).contains("robbed of its lock").contains("robbed of its permit");
    }
}
