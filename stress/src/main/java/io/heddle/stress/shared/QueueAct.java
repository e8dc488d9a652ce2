package io.heddle.stress.shared;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// In each process one seat writes letters and two read them. Each letter must arrive whole, once at most, and
/// those of one writer in their order. At the end only as many may be missing as writers and readers were
/// killed at it.
///
/// @param queue the queue, which can travel
record QueueAct(BlockingQueue<Letter> queue) implements Act {

    private static final int READERS = 2;
    private static final int MOST_PROCESSES = 32;

    /// What a reader has read last of each writer; then for each writer a bit for each of its letters.
    private static final int ARRIVED = READERS * MOST_PROCESSES * MOST_PROCESSES;

    private static final int WORDS_OF_A_WRITER = 1 << 17;
    private static final long MOST_LETTERS = (long) WORDS_OF_A_WRITER * Long.SIZE - 1;

    /// Of a writer: the letter that it is putting, or has put; the last one that it has put for sure; and how
    /// often it is not known whether a letter was put.
    private static final int PUTTING = Row.OWN;

    private static final int PUT = Row.OWN + 1;
    private static final int UNSURE = Row.OWN + 2;

    /// Of a reader: how often one was killed.
    private static final int READ = Row.OWN + 3;

    private static final int SHORT = 64;
    static final int LONG = 100_000;

    @Override
    public String title() {
        return "queue";
    }

    @Override
    public int threads() {
        return 1 + READERS;
    }

    @Override
    public long words() {
        return ARRIVED + (long) WORDS_OF_A_WRITER * MOST_PROCESSES;
    }

    @Override
    public void play(Seat seat) throws InterruptedException {
        if (seat.number() == 0) {
            write(seat);
        } else {
            Letter letter = take(seat);
            if (letter != null) {
                read(seat, letter);
                seat.row().add(READ, 1);
            }
        }
        seat.linger();
    }

    // ---- writing -------------------------------------------------------------------------------

    private void write(Seat seat) throws InterruptedException {
        Row row = seat.row();
        long number = row.get(PUTTING) + 1;
        if (number - 1 != row.get(PUT)) {
            row.add(UNSURE, 1); // who sat here before was killed at it
            row.set(PUT, number - 1);
        }
        if (number > MOST_LETTERS) {
            seat.rest(10_000);
            return;
        }
        int length = seat.dice().nextInt(seat.oneIn(64) ? LONG : SHORT);
        Letter letter = Letter.write(seat.process(), number, length);
        row.set(PUTTING, number);
        if (put(seat, letter)) {
            row.set(PUT, number);
        } else {
            row.set(PUTTING, number - 1);
        }
    }

    private boolean put(Seat seat, Letter letter) throws InterruptedException {
        return switch (seat.dice().nextInt(4)) {
            case 0 -> queue.offer(letter);
            case 1 -> queue.offer(letter, seat.dice().nextInt(10), TimeUnit.MILLISECONDS);
            default -> {
                queue.put(letter);
                yield true;
            }
        };
    }

    // ---- reading -------------------------------------------------------------------------------

    private @Nullable Letter take(Seat seat) throws InterruptedException {
        return switch (seat.dice().nextInt(4)) {
            case 0 -> queue.poll();
            case 1 -> queue.poll(seat.dice().nextInt(10), TimeUnit.MILLISECONDS);
            default -> queue.take();
        };
    }

    private void read(Seat seat, Letter letter) {
        if (letter.from() == Letter.NOBODY) {
            return;
        }
        tick(seat.act(), letter);
        int reader = seat.process() * READERS + seat.number() - 1;
        long last = (long) reader * MOST_PROCESSES + letter.from();
        long before = seat.act().get(last);
        if (before > letter.number()) {
            seat.fault(
                    Fault.CORRUPT,
                    "%s: out of order: from=%d number=%d after=%d"
                            .formatted(title(), letter.from(), letter.number(), before));
        }
        seat.act().set(last, letter.number());
    }

    /// Notes that a letter has arrived.
    private void tick(Words words, Letter letter) {
        if (!letter.isWhole()) {
            words.stage().fault(Fault.CORRUPT, title() + ": a letter is not as it was written");
            return;
        }
        long word = bits(letter.from()) + letter.number() / Long.SIZE;
        if ((words.or(word, 1L << letter.number()) & 1L << letter.number()) != 0) {
            words.stage()
                    .fault(
                            Fault.DUPLICATE,
                            "%s: a letter came twice: from=%d number=%d"
                                    .formatted(title(), letter.from(), letter.number()));
        }
    }

    private static long bits(int process) {
        return ARRIVED + (long) process * WORDS_OF_A_WRITER;
    }

    /// A writer or reader that is at it.
    @Override
    public long heart(Words words, Rows rows) {
        return rows.all().stream()
                .filter(row -> row.get(PUTTING) != row.get(PUT))
                .mapToLong(Row::pid)
                .findAny()
                .orElse(0);
    }

    // ---- the end -------------------------------------------------------------------------------

    /// At the end writers may wait for readers that have gone, and readers for writers.
    @Override
    public boolean isConducted() {
        return true;
    }

    @Override
    public void conduct(Seat seat, Rows rows) {
        if (seat.act().stage().isOver()) {
            Letter letter = queue.poll();
            if (letter != null && letter.from() != Letter.NOBODY) {
                tick(seat.act(), letter);
            }
            var _ = queue.offer(Letter.write(Letter.NOBODY, 0, 0));
        }
        seat.rest(1_000);
    }

    @Override
    public void settle(Settlement settlement) {
        Words words = settlement.words();
        for (Letter left = queue.poll(); left != null; left = queue.poll()) {
            if (left.from() != Letter.NOBODY) {
                tick(words, left);
            }
        }
        int missing = 0;
        long unsure = 0;
        long readersKilled = 0;
        int process = 0;
        for (int i = 0; i < settlement.rows().all().size(); i++) {
            Row row = settlement.rows().all().get(i);
            if (i % threads() == 0) {
                missing += missing(words, process++, row.get(PUTTING));
                unsure += row.get(UNSURE) + row.get(PUTTING) - row.get(PUT);
            } else {
                readersKilled += row.deaths();
            }
        }
        settlement.requireBetween(
                "missing letters", 0, missing, unsure + readersKilled, Fault.CORRUPT);
        settlement.tally().lost(missing);
    }

    private static int missing(Words words, int process, long put) {
        int missing = 0;
        for (long number = 1; number <= put; number++) {
            long word = words.get(bits(process) + number / Long.SIZE);
            missing += (word & 1L << number) == 0 ? 1 : 0;
        }
        return missing;
    }
}
