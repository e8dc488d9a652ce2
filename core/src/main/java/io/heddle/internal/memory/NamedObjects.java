package io.heddle.internal.memory;

import io.heddle.HeddleException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The objects of this process that have a name. What it has made or opened by name it keeps until it ends, is
/// told to let it go, or somebody takes the name away: so a name does not go at some moment at which memory is collected.
public final class NamedObjects {

    /// How often something that goes wrong only because of others is tried.
    private static final int ATTEMPTS = 1_000;

    private final Site site;

    /// Guarded by itself.
    private final List<Named> kept = new ArrayList<>();

    private record Named(String label, Region region) {
        boolean isThere() {
            return state() == Names.THERE;
        }

        int state() {
            try {
                return region.memory().getInt(Region.NAME_STATE);
            } catch (IllegalStateException e) {
                return Integer.MAX_VALUE; // closed here
            }
        }
    }

    /// What is made.
    ///
    /// @param <T> its type
    /// @param label its label, as of [#label]
    /// @param bytes how many it may have
    /// @param filled how many of them are there from the beginning
    /// @param arena gives how long they stay mapped here
    /// @param isClosed whether that is until they are closed
    /// @param prepare fills its memory, which is all zero; may be called several times
    /// @param make makes the object of this process
    public record Plan<T>(
            String label,
            long bytes,
            long filled,
            Supplier<Arena> arena,
            boolean isClosed,
            Consumer<Place> prepare,
            Function<Place, T> make) {

        /// What is there wholly from the beginning, and stays mapped as long as somebody refers to it.
        ///
        /// @param label its label, as of [#label]
        /// @param bytes how many it needs
        /// @param prepare fills its memory, which is all zero; may be called several times
        /// @param make makes the object of this process
        public Plan(String label, long bytes, Consumer<Place> prepare, Function<Place, T> make) {
            this(label, bytes, bytes, Arena::ofAuto, false, prepare, make);
        }
    }

    /// What came of it.
    ///
    /// @param <T> the type of the object
    /// @param object the object, `null` if the name was taken
    /// @param pid who has the name then
    public record Made<T>(@Nullable T object, long pid) {}

    NamedObjects(Site site) {
        this.site = site;
    }

    /// Makes the label of a name.
    ///
    /// @param name the name
    /// @return the label
    /// @throws IllegalArgumentException if a name must not be like that
    public static String label(String name) {
        return Names.label(name);
    }

    /// Makes the label of a name that means something only together with another object.
    ///
    /// @param within where that object is
    /// @param name the name
    /// @return the label
    /// @throws IllegalArgumentException if a name must not be like that
    public static String label(Place within, String name) {
        return Names.label(within, name);
    }

    // ---- making --------------------------------------------------------------------------------

    /// Makes an object with a name, in a region of its own.
    ///
    /// @param <T> its type
    /// @param plan how
    /// @return the object, or who has the name
    /// @throws HeddleException if there is no room
    public <T> Made<T> create(Plan<T> plan) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Region> own = own(plan.label());
            if (own.isPresent()) {
                return new Made<>(null, ProcessHandle.current().pid());
            }
            Made<T> made = tryCreate(plan);
            if (made.object() != null || made.pid() != 0) {
                return made;
            }
        }
        throw contended(plan.label());
    }

    /// @return neither an object nor a pid if another maker was in the way
    private <T> Made<T> tryCreate(Plan<T> plan) {
        Arena arena = plan.arena().get();
        Region region = site.labelled(plan, arena);
        keep(plan.label(), region); // from now on, so that it cannot be lost between
        Place place = site.wholeOf(region);
        boolean won = false;
        try {
            plan.prepare().accept(place);
            T object = site.intern(place, plan.make().apply(place));
            Names.Claim claim = Names.claim(place, plan.label());
            won = claim.won();
            return new Made<>(won ? object : null, claim.pid());
        } finally {
            Names.giveUp(place); // unless it has the name
            if (!won && plan.isClosed()) {
                place.close();
            }
        }
    }

    private static HeddleException contended(String label) {
        return new HeddleException(
                "others make and end a shared object of this name all the time: name=%s attempts=%d"
                        .formatted(label.substring(1), ATTEMPTS));
    }

    // ---- finding -------------------------------------------------------------------------------

    /// Finds an object by its name.
    ///
    /// @param label its label
    /// @param arena gives how long its memory stays mapped here, if it is not yet
    /// @param make makes the object of this process, if it has none yet
    /// @return the object; empty if no process has one
    /// @throws HeddleException if it belongs to another version of this library
    public Optional<Object> open(String label, Supplier<Arena> arena, Function<Place, ?> make) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Region> own = own(label);
            if (own.isPresent()) {
                return Optional.of(site.objectIn(own.get(), make));
            }
            Optional<RegionKey> key = Names.find(label).map(Names.Found::key);
            if (key.isEmpty()) {
                return Optional.empty();
            }
            site.regionIfThere(key.get(), arena).ifPresent(region -> keep(label, region));
        } // who had it has ended meanwhile, or it has lost its name
        throw contended(label);
    }

    /// Finds an object by its name or makes it.
    ///
    /// @param <T> its type
    /// @param plan how to make it
    /// @return the object; of another type if somebody else has it
    /// @throws HeddleException if there is no room, or it belongs to another version of this library
    public <T> Object openOrCreate(Plan<T> plan) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Object> there = open(plan.label(), plan.arena(), plan.make());
            if (there.isPresent()) {
                return there.get();
            }
            T made = create(plan).object();
            if (made != null) {
                return made;
            }
        }
        throw contended(plan.label());
    }

    /// Takes a name away from its object, which stays as it is for those who have it.
    ///
    /// @param label the label
    /// @return whether there was one
    public boolean unlink(String label) {
        boolean done = Names.unlink(label);
        forgetNameless();
        return done;
    }

    // ---- what is kept --------------------------------------------------------------------------

    private void keep(String label, Region region) {
        forgetNameless();
        synchronized (kept) {
            if (kept.stream().noneMatch(named -> named.region() == region)) {
                kept.add(new Named(label, region));
            }
        }
    }

    private void forgetNameless() {
        synchronized (kept) {
            kept.removeIf(named -> named.state() > Names.THERE);
        }
    }

    /// Keeps a region no longer: it is closed.
    void forget(Region region) {
        synchronized (kept) {
            kept.removeIf(named -> named.region() == region);
        }
    }

    private Optional<Region> own(String label) {
        synchronized (kept) {
            return kept.stream()
                    .filter(named -> named.label().equals(label) && named.isThere())
                    .map(Named::region)
                    .findFirst();
        }
    }

    /// Ends it as a death would.
    void die() throws IOException {
        synchronized (kept) {
            for (Named named : kept) {
                named.region().channel().close();
            }
            kept.clear();
        }
    }
}
