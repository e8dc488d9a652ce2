package io.heddle.spi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What travels within an object and wants to be told when that object will not arrive any more.
///
/// An end of a pipe that was sent to another process is not gone while it is on its way. If the task that it
/// travels in is over before it was read, nobody else could know that it never arrives.
public final class Luggage {

    /// What is being packed by this thread.
    private static final ThreadLocal<@Nullable Luggage> OPEN = new ThreadLocal<>();

    /// Guarded by this.
    private final List<Runnable> owners = new ArrayList<>();

    private Luggage() {}

    /// An object that is ready to travel.
    ///
    /// @param payload its bytes
    /// @param luggage what is within
    public record Packed(Payload payload, Luggage luggage) {}

    /// Writes an object.
    ///
    /// @param codec writes it
    /// @param object the object
    /// @return its bytes and its luggage
    /// @throws IOException if it cannot travel; what is within has been told that it is over
    public static Packed pack(Codec codec, @Nullable Object object) throws IOException {
        Luggage before = OPEN.get();
        Luggage luggage = new Luggage();
        OPEN.set(luggage);
        boolean packed = false;
        try {
            Payload payload = codec.encode(object);
            packed = true;
            return new Packed(payload, luggage);
        } finally {
            if (before == null) {
                OPEN.remove();
            } else {
                OPEN.set(before);
            }
            if (!packed) {
                luggage.over();
            }
        }
    }

    /// Adds something that is just being written, if somebody wants to know what is.
    ///
    /// @param over is run when the journey is over, whether it has arrived or not; quickly, by any thread
    public static void add(Runnable over) {
        Luggage open = OPEN.get();
        if (open != null) {
            synchronized (open) {
                open.owners.add(over);
            }
        }
    }

    /// Tells whether nothing is in it that wants to be told.
    ///
    /// @return whether it is empty
    public synchronized boolean isEmpty() {
        return owners.isEmpty();
    }

    /// Says that the journey is over. Does nothing the second time.
    public void over() {
        List<Runnable> told;
        synchronized (this) {
            told = List.copyOf(owners);
            owners.clear();
        }
        told.forEach(Runnable::run);
    }
}
