package io.heddle.examples.tour.thread;

import java.util.stream.IntStream;

/// Work that computes and does nothing else.
final class Primes {

    private Primes() {}

    /// Counts the primes below a number, the long way.
    static long below(int end) {
        return IntStream.range(2, end).filter(Primes::isPrime).count();
    }

    private static boolean isPrime(int number) {
        int divisor = 2;
        while (divisor * divisor <= number && number % divisor != 0) {
            divisor++;
        }
        return divisor * divisor > number;
    }
}
