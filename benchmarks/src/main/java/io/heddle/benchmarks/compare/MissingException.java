package io.heddle.benchmarks.compare;

import java.io.Serial;

/// A contestant that this machine does not have; the message is the whole reason.
final class MissingException extends Exception {

    @Serial private static final long serialVersionUID = 1L;

    MissingException(String message) {
        super(message);
    }
}
