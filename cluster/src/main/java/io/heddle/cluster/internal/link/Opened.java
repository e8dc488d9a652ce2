package io.heddle.cluster.internal.link;

import java.util.ArrayDeque;
import java.util.Deque;
import org.redisson.client.RedisException;

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

    /// Closes everything, the latest first, since a constructor has failed.
    ///
    /// @param cluster the name of the cluster
    /// @param failure what it failed with; gets what fails here too
    /// @return what it is to throw: never an exception of the client, which users do not know
    /// @throws Error if that was the failure
    public RuntimeException closeBecause(String cluster, Throwable failure) {
        while (!closes.isEmpty()) {
            try {
                closes.pop().run();
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
        return switch (failure) {
            case RedisException e -> ServerTrouble.explained(cluster, e);
            case RuntimeException e -> e;
            case Error e -> throw e;
            default -> new IllegalStateException(failure);
        };
    }
}
