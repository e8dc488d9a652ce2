package io.heddle.cluster.internal.link;

import java.util.ArrayDeque;
import java.util.Deque;

/// What a constructor has opened so far, so that it can close it where it fails.
public final class Opened {

    private final Deque<Runnable> closes = new ArrayDeque<>();

    /// Makes one that holds nothing.
    public Opened() {}

    /// Notes what was opened.
    ///
    /// @param close how it is closed
    public void undo(Runnable close) {
        closes.push(close);
    }

    /// Notes what was opened.
    ///
    /// @param <T> what it is
    /// @param opened is closed where the constructor fails
    /// @return the same
    public <T extends AutoCloseable> T and(T opened) {
        closes.push(() -> {
            try {
                opened.close();
            } catch (Exception e) {
                throw new IllegalStateException("could not be closed: " + opened, e);
            }
        });
        return opened;
    }

    /// Closes everything, the latest first.
    ///
    /// @param failure why; gets what fails here too
    public void closeBecause(Throwable failure) {
        while (!closes.isEmpty()) {
            try {
                closes.pop().run();
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
