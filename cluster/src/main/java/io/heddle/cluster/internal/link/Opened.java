package io.heddle.cluster.internal.link;

import java.util.ArrayDeque;
import java.util.Deque;

/// What was opened so far, so that a constructor that fails can close it, and all of it is closed although some of it
/// fails.
public final class Opened implements AutoCloseable {

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

    /// Closes everything, the latest first, and throws what was thrown first.
    @Override
    public void close() {
        RuntimeException first = null;
        while (!closes.isEmpty()) {
            try {
                closes.pop().run();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
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
