package io.heddle.stress.shared;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Texts of faults.
final class Texts {

    private static final int FRAMES = 8;

    private Texts() {}

    static String ofFailure(Throwable failure) {
        return failure
                + Stream.of(failure.getStackTrace())
                        .limit(FRAMES)
                        .map(frame -> "\n        at " + frame)
                        .collect(Collectors.joining());
    }
}
