package io.heddle.examples.tour;

/// Something that a program promises to show was not so.
public final class CheckFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// Makes one.
    ///
    /// @param message what was not so, with its values
    public CheckFailedException(String message) {
        super(message);
    }
}
