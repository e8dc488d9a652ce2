package io.heddle.shared;

import io.heddle.HeddleException;
import io.heddle.internal.memory.Handle;
import io.heddle.internal.memory.NamedObjects;
import io.heddle.internal.memory.Place;
import io.heddle.internal.memory.Site;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

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

    static final Kind<SharedBarrier> BARRIER =
            new Kind<>(7, SharedBarrier.class, SharedBarrier::new);
    static final Kind<SharedReference<?>> REFERENCE =
            new Kind<>(8, classOf(SharedReference.class), place -> new SharedReference<>(place));
    static final Kind<SharedArray.OfLong> LONGS =
            new Kind<>(9, SharedArray.OfLong.class, SharedArray.OfLong::new);
    static final Kind<SharedArray.OfInt> INTS =
            new Kind<>(10, SharedArray.OfInt.class, SharedArray.OfInt::new);
    static final Kind<SharedArray.OfDouble> DOUBLES =
            new Kind<>(11, SharedArray.OfDouble.class, SharedArray.OfDouble::new);
    static final Kind<SharedArray.OfByte> BYTES =
            new Kind<>(12, SharedArray.OfByte.class, SharedArray.OfByte::new);
    static final Kind<SharedMemory> MEMORY = new Kind<>(13, SharedMemory.class, SharedMemory::new);
    static final Kind<SharedQueue<?>> QUEUE =
            new Kind<>(14, classOf(SharedQueue.class), SharedQueue::new);
    static final Kind<Pipe<?>> PIPE = new Kind<>(15, classOf(Pipe.class), Pipe::new);
    static final Kind<Connection<?>> CONNECTION =
            new Kind<>(16, classOf(Connection.class), Connection::new);

    private static final List<Kind<?>> ALL =
            List.of(
                    SEMAPHORE,
                    EVENT,
                    LATCH,
                    LONG,
                    BOOLEAN,
                    LOCK,
                    BARRIER,
                    REFERENCE,
                    LONGS,
                    INTS,
                    DOUBLES,
                    BYTES,
                    MEMORY,
                    QUEUE,
                    PIPE,
                    CONNECTION);

    @SuppressWarnings("unchecked") // a class says nothing of type arguments
    private static <T> Class<T> classOf(Class<?> type) {
        return (Class<T>) type;
    }

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
        return mark(Site.current().allocate(bytes));
    }

    /// Makes a region for a new object and says what it is.
    ///
    /// @param bytes how many
    /// @param arena how long it stays mapped here
    Place allocateAlone(long bytes, Arena arena) {
        return mark(Site.current().allocateAlone(bytes, arena));
    }

    private Place mark(Place place) {
        place.memory().setInt(place.at(), code);
        return place;
    }

    /// Makes room for a new object that grows and says what it is.
    ///
    /// @param bytes how many it may have
    /// @param filled how many it has at the beginning
    Place allocateGrowing(long bytes, long filled) {
        Place place = Site.current().allocateGrowing(bytes, filled);
        place.memory().setInt(place.at(), code);
        return place;
    }

    // ---- names ---------------------------------------------------------------------------------

    /// Makes an object with a name.
    ///
    /// @param bytes how many it needs
    /// @param prepare fills its memory, which is all zero; may be called several times
    T create(String name, long bytes, Consumer<Place> prepare) {
        return createGrowing(name, bytes, bytes, prepare);
    }

    /// Makes an object with a name that grows.
    ///
    /// @param bytes how many it may have
    /// @param filled how many it has at the beginning
    /// @param prepare fills its memory, which is all zero; may be called several times
    T createGrowing(String name, long bytes, long filled, Consumer<Place> prepare) {
        NamedObjects.Made<T> made =
                Site.current().named().create(plan(name, bytes, filled, prepare));
        T object = made.object();
        if (object == null) {
            throw new NameTakenException(name, made.pid());
        }
        return object;
    }

    /// Finds an object by its name.
    T open(String name) {
        return Site.current()
                .named()
                .open(
                        NamedObjects.label(name),
                        arena(),
                        place -> make.apply(checkNamed(name, place)))
                .map(object -> cast(name, object))
                .orElseThrow(() -> new NoSuchNameException(name, type));
    }

    /// Finds an object by its name or makes it.
    ///
    /// @param bytes how many it needs
    /// @param prepare fills its memory, which is all zero; may be called several times
    T openOrCreate(String name, long bytes, Consumer<Place> prepare) {
        return openOrCreateGrowing(name, bytes, bytes, prepare);
    }

    /// Finds an object by its name or makes one that grows.
    ///
    /// @param bytes how many it may have
    /// @param filled how many it has at the beginning
    /// @param prepare fills its memory, which is all zero; may be called several times
    T openOrCreateGrowing(String name, long bytes, long filled, Consumer<Place> prepare) {
        return cast(name, Site.current().named().openOrCreate(plan(name, bytes, filled, prepare)));
    }

    private NamedObjects.Plan<T> plan(
            String name, long bytes, long filled, Consumer<Place> prepare) {
        return new NamedObjects.Plan<>(
                NamedObjects.label(name),
                bytes,
                filled,
                arena(),
                isClosed(),
                place -> {
                    place.memory().setInt(place.at(), code);
                    prepare.accept(place);
                },
                place -> make.apply(checkNamed(name, place)));
    }

    private Place checkNamed(String name, Place place) {
        int found = place.memory().getInt(place.at());
        if (found != code) {
            throw ofAnotherKind(name, nameOf(found));
        }
        return place;
    }

    private T cast(String name, Object object) {
        if (!type.isInstance(object)) {
            throw ofAnotherKind(name, object.getClass().getSimpleName());
        }
        return type.cast(object);
    }

    private HeddleException ofAnotherKind(String name, String found) {
        return new HeddleException(
                "the shared object of this name is something else: name=%s wanted=%s found=%s; all kinds share the names"
                        .formatted(name, type.getSimpleName(), found));
    }

    private static String nameOf(int code) {
        return ALL.stream()
                .filter(kind -> kind.code == code)
                .map(kind -> kind.type.getSimpleName())
                .findFirst()
                .orElse("something unknown, code=" + code);
    }

    // ---- travelling ----------------------------------------------------------------------------

    Object reference(Place place) {
        return new Reference(code, place.handle());
    }

    T open(Handle handle) {
        return Site.current().open(handle, arena(), type, place -> make.apply(check(place)));
    }

    /// How long the memory of its objects stays mapped: until they are closed, or as long as somebody refers to
    /// them.
    private Supplier<Arena> arena() {
        return isClosed() ? Arena::ofShared : Arena::ofAuto;
    }

    private boolean isClosed() {
        return type == SharedMemory.class;
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
