package io.heddle.stress;

import java.util.List;
import java.util.SplittableRandom;

/// Throws the dice for the errands of one customer.
///
/// Each errand takes the same number of throws, whatever comes of it, so that the same seed gives the same
/// errands in the same order.
final class ErrandDice {

    private static final int CUSTOMER_SHIFT = 40;
    private static final int LONGEST_DELAY_MICROS = 60_000;

    private final SplittableRandom random;
    private final List<ErrandKind> kinds;
    private final int weights;

    /// The next number. Numbers of different customers differ in their upper half.
    private long next;

    ErrandDice(SplittableRandom random, int customer, List<ErrandKind> kinds) {
        this.random = random;
        this.kinds = List.copyOf(kinds);
        this.weights = kinds.stream().mapToInt(ErrandKind::weight).sum();
        this.next = ((long) customer << CUSTOMER_SHIFT) + 1;
    }

    /// Tells which customer has given a number.
    static long customerOf(long number) {
        return number >> CUSTOMER_SHIFT;
    }

    Errand next() {
        return of(kind(random.nextInt(weights)));
    }

    /// Gives an errand whose kind is not left to chance.
    Errand of(ErrandKind kind) {
        int size = kind.size(random.nextDouble());
        long salt = random.nextLong();
        int delay = random.nextInt(LONGEST_DELAY_MICROS);
        boolean flag = random.nextBoolean();
        boolean named = random.nextBoolean();
        long number = next;
        next += kind.runs(size);
        return new Errand(number, kind, size, salt, delay, flag, named);
    }

    private ErrandKind kind(int ticket) {
        int left = ticket;
        for (ErrandKind kind : kinds) {
            left -= kind.weight();
            if (left < 0) {
                return kind;
            }
        }
        throw new AssertionError(
                "no kind has this ticket: ticket=%d weights=%d".formatted(ticket, weights));
    }
}
