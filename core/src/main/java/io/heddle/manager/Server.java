package io.heddle.manager;

import io.heddle.HeddleException;
import io.heddle.Task;
import io.heddle.spi.Codec;
import io.heddle.spi.FailureEnvelope;
import io.heddle.spi.ServiceThreads;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What the process of a manager has: its objects, and threads for their calls.
///
/// Each call has a thread of the system for itself, since it may run code of users, which may wait or compute for as long as
/// it likes.
final class Server implements Workshop {

    /// The one of this process, if it is that of a manager. Set once.
    private static volatile @Nullable Server here;

    private final Address address;
    private final Codec codec;
    private final @Nullable ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private final Map<Long, Exported> objects = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong(Workshop.ID);
    private final ExecutorService threads =
            Executors.newCachedThreadPool(ServiceThreads.named("heddle-call").factory());

    /// Makes the one of this process.
    Server(Address address, Codec codec) {
        this.address = address;
        this.codec = codec;
        objects.put(Workshop.ID, new Exported(Workshop.class, this));
        here = this;
    }

    /// Gives the one that an address means, if it is in this very process.
    static @Nullable Server of(Address address) {
        Server own = here;
        return own != null && own.address.token().equals(address.token()) ? own : null;
    }

    /// Gives the codec of the manager in this process, or the usual one if there is none.
    static Codec codecHere() {
        Server own = here;
        return own == null ? Codec.jdk() : own.codec;
    }

    Address address() {
        return address;
    }

    Codec codec() {
        return codec;
    }

    @Nullable ClassLoader loader() {
        return loader;
    }

    ExecutorService threads() {
        return threads;
    }

    Exported object(Reference reference) {
        return object(reference.id());
    }

    /// Finds an object.
    ///
    /// @throws IllegalStateException if there is none of that number
    Exported object(long id) {
        Exported found = objects.get(id);
        if (found == null) {
            throw new IllegalStateException(wasReleased(id));
        }
        return found;
    }

    private String wasReleased(long id) {
        return "the object was released: %s object=%d".formatted(address, id);
    }

    @Override
    public Object make(Class<?> type, Task<?> maker) {
        long id = numbers.incrementAndGet();
        Exported made;
        try {
            made = Exported.make(type, maker);
        } catch (Exception | LinkageError e) {
            throw new HeddleException(
                    "an object could not be made: %s type=%s".formatted(address, type.getName()),
                    FailureEnvelope.travelSafe(e, codec));
        }
        objects.put(id, made);
        return ObjectProxy.open(new Reference(address, id, type), codec);
    }

    @Override
    public boolean release(long object) {
        Exported gone = object == Workshop.ID ? null : objects.remove(object);
        if (gone != null) {
            gone.release(wasReleased(object));
        }
        return gone != null;
    }
}
