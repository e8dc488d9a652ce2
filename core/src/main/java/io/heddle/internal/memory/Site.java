package io.heddle.internal.memory;

import io.heddle.HeddleException;
import io.heddle.internal.os.Descriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Everything that this process has of shared memory. There is one; tests may have several, as if they were
/// several processes.
///
/// Small objects lie many to a region, a *slab*, which only its maker fills. Large ones have a region each.
/// A region goes when the last process that has it open does, so nothing has to be given back: one that was
/// never sent goes with the last object in it, one that was sent stays until this process ends, since nobody
/// knows who is still going to open it; unless its object knows, or is told, and lets it go.
public final class Site {

    private static final long SLAB_BYTES = 1 << 16;
    private static final int ALIGNMENT = 0x80;

    /// Of the whole process, since each registry may be opened only once in it. Guarded by itself.
    private static final Map<UUID, Registry> REGISTRIES = new HashMap<>();

    private final Bell bell = Bell.create();
    private final NamedObjects named = new NamedObjects(this);

    /// How objects of this site see their memory: as it is. Tests count accesses, and die at one of them.
    private final UnaryOperator<Memory> lens;

    // all guarded by this
    private final Map<UUID, Participant> participants = new HashMap<>();
    private final Map<UUID, WeakReference<Region>> regions = new HashMap<>();
    private final Map<Handle, Interned> objects = new HashMap<>();
    private final ReferenceQueue<Object> unreachable = new ReferenceQueue<>();
    private final Set<Region> sent = new HashSet<>();

    /// Those among the sent ones that this process has closed, with whether they are still on their way.
    private final Map<Region, BooleanSupplier> leaving = new HashMap<>();

    private @Nullable Participant home;
    private @Nullable Region slab;
    private long slabUsed;

    /// An object of this process and where it lies.
    private static final class Interned extends WeakReference<Object> {
        final Handle key;

        Interned(Handle key, Object object, ReferenceQueue<Object> queue) {
            super(object, queue);
            this.key = key;
        }
    }

    Site() {
        this(UnaryOperator.identity());
    }

    Site(UnaryOperator<Memory> lens) {
        this.lens = lens;
    }

    private static final Once<Site> OF_THIS_PROCESS = new Once<>(Site::make);

    private static Site make() {
        requireDescriptors();
        try {
            RegionFile.sweep(Descriptors.ownUser());
        } catch (IOException e) {
            // then somebody else sweeps
        }
        return new Site();
    }

    private static void requireDescriptors() {
        if (!Descriptors.areThere()) {
            throw new HeddleException(
                    "shared objects need a system with /proc, that is Linux: os=%s"
                            .formatted(System.getProperty("os.name")));
        }
    }

    /// In tests, where objects that arrive belong. Unbound otherwise.
    static final ScopedValue<Site> ARRIVAL = ScopedValue.newInstance();

    /// Tells what this process has.
    ///
    /// @return the site of this process
    /// @throws HeddleException if the system does not offer what shared memory needs; each time that it is
    ///     asked
    public static Site current() {
        return ARRIVAL.isBound() ? ARRIVAL.get() : OF_THIS_PROCESS.get();
    }

    // ---- new objects ---------------------------------------------------------------------------

    /// Makes room for a small object.
    ///
    /// @param bytes how many
    /// @return where it is; all zero
    /// @throws HeddleException if there is no room
    public Place allocate(long bytes) {
        return liesAlone(bytes) ? allocateAlone(bytes, Arena.ofAuto()) : allocateInSlab(bytes);
    }

    /// Tells whether an object without a name has a region for itself.
    static boolean liesAlone(long bytes) {
        return bytes > SLAB_BYTES / 4;
    }

    private synchronized Place allocateInSlab(long bytes) {
        Participant participant = home();
        Region current = slab;
        if (current == null || slabUsed + bytes > Region.HEADER_BYTES + SLAB_BYTES) {
            current = newRegion("", SLAB_BYTES, SLAB_BYTES, Arena.ofAuto(), participant);
            slab = current;
            slabUsed = Region.HEADER_BYTES;
        }
        long at = slabUsed;
        slabUsed += Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
        return place(current, at, participant);
    }

    /// Makes a region for one object.
    ///
    /// @param bytes how many
    /// @param arena how long it stays mapped here
    /// @return where it is; all zero
    /// @throws HeddleException if there is no room
    public Place allocateAlone(long bytes, Arena arena) {
        return allocate(bytes, bytes, arena);
    }

    /// Makes a region for one object that grows: not all of it is there from the beginning.
    ///
    /// @param bytes how many it may have
    /// @param filled how many it has at the beginning
    /// @return where it is; all zero
    /// @throws HeddleException if there is no room
    public Place allocateGrowing(long bytes, long filled) {
        return allocate(bytes, filled, Arena.ofAuto());
    }

    /// Holds up nobody else, however long it takes.
    private Place allocate(long bytes, long filled, Arena arena) {
        Participant participant = home();
        Region region = newRegion("", bytes, filled, arena, participant);
        return place(region, Region.HEADER_BYTES, participant);
    }

    /// What this process has by name.
    ///
    /// @return those objects
    public NamedObjects named() {
        return named;
    }

    /// Makes a region whose file says more than its id.
    Region labelled(NamedObjects.Plan<?> plan, Arena arena) {
        return newRegion(plan.label(), plan.bytes(), plan.filled(), arena, home());
    }

    /// Where the one object of a region made here is.
    Place wholeOf(Region region) {
        return place(region, Region.HEADER_BYTES, home());
    }

    private Place place(Region region, long at, Participant participant) {
        return new Place(this, region, at, participant, seen(region.memory()));
    }

    private Region newRegion(
            String label, long bytes, long filled, Arena arena, Participant participant) {
        Region region = Region.create(label, bytes, filled, participant.registry().key(), arena);
        synchronized (this) {
            dropWhatHasArrived();
            regions.values().removeIf(reference -> reference.refersTo(null));
            return remember(region);
        }
    }

    private synchronized Participant home() {
        Participant known = home;
        if (known == null) {
            Registry registry = Registry.create();
            synchronized (REGISTRIES) {
                REGISTRIES.put(registry.key().id(), registry);
            }
            known = join(registry);
        }
        return known;
    }

    private Participant join(Registry registry) {
        Participant participant = Participant.join(registry, bell);
        participants.put(registry.key().id(), participant);
        if (home == null) {
            home = participant; // what this process makes is for those from whom it has something
        }
        return participant;
    }

    /// How objects see some memory of their region.
    Memory seen(Memory memory) {
        return lens.apply(memory);
    }

    /// Forgets an object and its region, and unmaps it here; see [Place#close].
    synchronized void close(Region region, long at) {
        region.close();
        named.forget(region);
        objects.remove(keyOf(region, at));
        regions.remove(region.id());
        sent.remove(region);
    }

    /// Keeps a region, and its name, no longer than somebody here refers to it. To be said again if it is sent
    /// again.
    synchronized void letGo(Region region) {
        named.forget(region);
        leaving.remove(region);
        sent.remove(region);
    }

    /// Keeps a region, and its name, no longer than others may still be going to open it, or than somebody here
    /// refers to it. To be said again if it is sent again.
    ///
    /// @param isOnItsWay whether others may; asked now and then
    synchronized void letGo(Region region, BooleanSupplier isOnItsWay) {
        leaving.put(region, isOnItsWay);
        dropWhatHasArrived();
    }

    private void dropWhatHasArrived() {
        leaving.entrySet()
                .removeIf(entry -> {
                    boolean gone = !entry.getValue().getAsBoolean();
                    if (gone) {
                        named.forget(entry.getKey());
                        sent.remove(entry.getKey());
                    }
                    return gone;
                });
    }

    // ---- objects that arrive -------------------------------------------------------------------

    Handle handle(Region region, long at) {
        synchronized (this) {
            sent.add(region);
            leaving.remove(region);
        }
        return new Handle(region.key(), at);
    }

    /// Finds the one object of this process for what has arrived, or makes it. Two of them for the same
    /// memory would not know of each other's waiting threads.
    ///
    /// @param <T> its type
    /// @param handle what has arrived
    /// @param type its type
    /// @param make makes it
    /// @return the object
    /// @throws HeddleException if nobody has its memory any more
    public <T> T open(Handle handle, Class<T> type, Function<Place, T> make) {
        return open(handle, Arena::ofAuto, type, make);
    }

    /// Finds the one object of this process for what has arrived, or makes it, of which the region is for
    /// that object alone.
    ///
    /// @param <T> its type
    /// @param handle what has arrived
    /// @param arena gives how long its region stays mapped here, if it is not yet
    /// @param type its type
    /// @param make makes it
    /// @return the object
    /// @throws HeddleException if nobody has its memory any more
    public synchronized <T> T open(
            Handle handle, Supplier<Arena> arena, Class<T> type, Function<Place, T> make) {
        Region region = region(handle.region(), arena);
        T known = known(keyOf(region, handle.at()), type);
        return known != null ? known : intern(placeOf(region, handle.at()), make);
    }

    /// Finds the one object of this process at a place that it knows, or makes it.
    synchronized <T> T objectAt(Place place, Class<T> type, Function<Place, T> make) {
        T known = known(keyOf(place), type);
        return known != null ? known : intern(place, make);
    }

    /// Finds the one object that has a region for itself, or makes it.
    synchronized Object objectIn(Region region, Function<Place, ?> make) {
        Object known = known(keyOf(region, Region.HEADER_BYTES), Object.class);
        return known != null
                ? known
                : intern(placeOf(region, Region.HEADER_BYTES), place -> make.apply(place));
    }

    private <T> @Nullable T known(Handle key, Class<T> type) {
        Interned interned = objects.get(key);
        return interned == null ? null : type.cast(interned.get());
    }

    private <T> T intern(Place place, Function<Place, T> make) {
        return intern(place, make.apply(place));
    }

    /// Remembers an object that was made here.
    ///
    /// @param <T> its type
    /// @param place where it is
    /// @param object the object
    /// @return the object
    public synchronized <T> T intern(Place place, T object) {
        remember(keyOf(place), object);
        return object;
    }

    /// Lists the objects of a type that are here.
    synchronized <T> List<T> objects(Class<T> type) {
        return objects.values().stream()
                .map(Interned::get)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    private static Handle keyOf(Place place) {
        return new Handle(new RegionKey(place.id(), 0, 0), place.at());
    }

    private static Handle keyOf(Region region, long at) {
        return new Handle(new RegionKey(region.id(), 0, 0), at);
    }

    private void remember(Handle key, Object object) {
        for (Reference<?> gone = unreachable.poll(); gone != null; gone = unreachable.poll()) {
            Interned interned = (Interned) gone;
            objects.remove(interned.key, interned);
        }
        objects.put(key, new Interned(key, object, unreachable));
    }

    private Region region(RegionKey key, Supplier<Arena> arena) {
        Region known = knownRegion(key.id());
        return known != null ? known : remember(Region.open(key, arena.get()));
    }

    /// Finds a region that some process has open.
    ///
    /// @return empty if none has
    synchronized Optional<Region> regionIfThere(RegionKey key, Supplier<Arena> arena) {
        Region known = knownRegion(key.id());
        return known != null
                ? Optional.of(known)
                : Region.openIfThere(key, arena.get()).map(this::remember);
    }

    private @Nullable Region knownRegion(UUID id) {
        WeakReference<Region> known = regions.get(id);
        return known == null ? null : known.get();
    }

    private Region remember(Region region) {
        regions.put(region.id(), new WeakReference<>(region));
        return region;
    }

    private Place placeOf(Region region, long at) {
        RegionKey key = region.registry();
        Participant participant = participants.get(key.id());
        if (participant == null) {
            participant = join(registry(key));
        }
        return place(region, at, participant);
    }

    private static Registry registry(RegionKey key) {
        synchronized (REGISTRIES) {
            Registry registry = REGISTRIES.get(key.id());
            if (registry == null) {
                registry = Registry.open(key);
                REGISTRIES.put(key.id(), registry);
            }
            return registry;
        }
    }

    /// Ends everything, as the death of a process would. For tests: what belongs to it must not be used
    /// any more.
    synchronized void die() throws IOException {
        for (Participant participant : participants.values()) {
            participant.leave();
        }
        named.die();
        bell.close();
    }
}
