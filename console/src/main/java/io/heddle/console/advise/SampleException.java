package io.heddle.console.advise;

/// There is nothing to advise on: the sample cannot be found, does not end or fails.
final class SampleException extends Exception {

    private static final long serialVersionUID = 1;

    SampleException(String message) {
        super(message);
    }
}
