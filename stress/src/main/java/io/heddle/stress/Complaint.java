package io.heddle.stress;

import java.io.Serial;

/// What a task throws that is to throw.
final class Complaint extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    private final long number;

    Complaint(long number) {
        super("a task throws, as it was told: number=" + number);
        this.number = number;
    }

    long number() {
        return number;
    }
}
