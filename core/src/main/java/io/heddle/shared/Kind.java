package io.heddle.shared;

import io.heddle.HeddleException;
import io.heddle.internal.memory.Handle;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Site;
import java.io.Serializable;
import java.util.List;
import java.util.function.Function;

/// A kind of shared objects: what the first word of an object says, and what is made of it where it arrives.
///
/// @param code what the word says; never given to another kind
/// @param type the type of the objects
/// @param make makes one for what has arrived
record Kind<T>(int code, Class<T> type, Function<Place, T> make) {

    static final Kind<SharedSemaphore> SEMAPHORE =
            new Kind<>(1, SharedSemaphore.class, SharedSemaphore::new);
    static final Kind<SharedEvent> EVENT = new Kind<>(2, SharedEvent.class, SharedEvent::new);
    static final Kind<SharedLatch> LATCH = new Kind<>(3, SharedLatch.class, SharedLatch::new);
    static final Kind<SharedLong> LONG = new Kind<>(4, SharedLong.class, SharedLong::new);
    static final Kind<SharedBoolean> BOOLEAN =
            new Kind<>(5, SharedBoolean.class, SharedBoolean::new);
    static final Kind<SharedLock> LOCK = new Kind<>(6, SharedLock.class, SharedLock::new);

    private static final List<Kind<?>> ALL = List.of(SEMAPHORE, EVENT, LATCH, LONG, BOOLEAN, LOCK);

    /// What travels instead of an object.
    ///
    /// @param code of its kind
    /// @param handle where it lies
    private record Reference(int code, Handle handle) implements Serializable {
        private Object readResolve() {
            return ALL.stream()
                    .filter(kind -> kind.code == code)
                    .findFirst()
                    .orElseThrow(() -> unknown(code))
                    .open(handle);
        }
    }

    /// Makes room for a new object and says what it is.
    ///
    /// @param bytes how many
    Place allocate(long bytes) {
        Place place = Site.current().allocate(bytes);
        place.memory().setInt(place.at(), code);
        return place;
    }

    Object reference(Place place) {
        return new Reference(code, place.handle());
    }

    private T open(Handle handle) {
        return Site.current().open(handle, type, place -> make.apply(check(place)));
    }

    private Place check(Place place) {
        int found = place.memory().getInt(place.at());
        if (found != code) {
            throw new HeddleException(
                    "shared memory holds something else: wanted=%s code=%d; do both processes use the same version of Heddle?"
                            .formatted(type.getSimpleName(), found));
        }
        return place;
    }

    private static HeddleException unknown(int code) {
        return new HeddleException(
                "a shared object of an unknown kind: code=%d; do both processes use the same version of Heddle?"
                        .formatted(code));
    }
}
