package io.heddle.spi;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Who is there: a set to which many threads add, from which each leaves by itself, and that somebody looks
/// through now and then.
///
/// The places lie on pages, of which the newest is filled from its beginning. To add is one step of a counter and one store, to
/// leave one store. Pages that all have left are unlinked by those who add, as soon as there have come as many
/// pages as there are; a page holds on to nothing that has left.
///
/// ## Memory consistency
/// Who adds something and then reads a flag, and who sets that flag and then looks through the roster: one
/// of them sees the other.
///
/// @param <E> the type of the elements
public final class Roster<E> {

    private static final int FIRST_PAGE = 4;
    private static final int LARGEST_PAGE = 64;
    private static final int FEWEST_BEFORE_SWEEP = 4;

    /// What stands in a place that was left. Nothing stands in one that is just being taken.
    private static final Object LEFT = new Object();

    private static final VarHandle HEAD;
    private static final VarHandle TAKEN;
    private static final VarHandle PLACE = MethodHandles.arrayElementVarHandle(Object[].class);

    static {
        try {
            MethodHandles.Lookup here = MethodHandles.lookup();
            HEAD = here.findVarHandle(Roster.class, "head", Page.class);
            TAKEN = here.findVarHandle(Page.class, "taken", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        // what is linked at the first time is linked now, while there is memory
        Roster<Object> tried = new Roster<>();
        tried.add(LEFT).leave();
        tried.forEach(element -> {});
    }

    /// Some places. Those of all pages but the newest are taken.
    private static final class Page {

        final @Nullable Object[] places;

        /// How many places all pages before it have.
        final long before;

        /// The number of places that were taken, or more: who finds none takes a new page.
        @SuppressWarnings("UnusedVariable") // through TAKEN
        private volatile int taken;

        /// The one before. Written before the page is published, then by the one who sweeps.
        @Nullable Page next;

        Page(int size, @Nullable Page next) {
            this.places = new Object[size];
            this.before = next == null ? 0 : next.before + next.places.length;
            this.next = next;
        }

        static Page after(@Nullable Page page) {
            int size =
                    page == null
                            ? FIRST_PAGE
                            : Math.min(LARGEST_PAGE, page.places.length * FIRST_PAGE);
            return new Page(size, page);
        }

        /// Takes a place.
        ///
        /// @return its number, or a number that no place has
        int take() {
            return (int) TAKEN.getAndAdd(this, 1);
        }

        /// Counts the places that were taken.
        int taken() {
            return Math.min(taken, places.length);
        }

        @Nullable Object at(int index) {
            return PLACE.getVolatile(places, index);
        }
    }

    private static void leave(@Nullable Object[] places, int index) {
        PLACE.setRelease(places, index, LEFT);
    }

    /// The place of one element.
    ///
    /// @param <E> the type of the element
    public static final class Entry<E> {

        private final Page page;

        /// Those of the page: whoever adds writes into the page itself, and who leaves would fetch that from the other
        /// processor.
        private final @Nullable Object[] places;

        private final int index;

        private Entry(Page page, int index) {
            this.page = page;
            this.places = page.places;
            this.index = index;
        }

        /// Tells how many places were taken before this one, and this one.
        ///
        /// @return 1 for the first
        public long number() {
            return page.before + index + 1;
        }

        /// Fills the place, if it is only reserved.
        ///
        /// @param element the element
        public void fill(E element) {
            PLACE.setVolatile(places, index, Objects.requireNonNull(element, "element"));
        }

        /// Leaves the roster, or gives back a place that is only reserved. Does nothing the second time.
        public void leave() {
            Roster.leave(places, index);
        }
    }

    /// The newest page.
    private volatile @Nullable Page head;

    /// How many pages may still come before somebody sweeps. Counted without care: lost counts only delay it.
    private int untilSweep = FEWEST_BEFORE_SWEEP;

    private final Predicate<? super E> isGone;

    /// Makes an empty roster.
    public Roster() {
        this(element -> false);
    }

    /// Makes an empty roster for elements that do not leave by themselves.
    ///
    /// @param isGone says that one may be forgotten; asked now and then
    public Roster(Predicate<? super E> isGone) {
        this.isGone = isGone;
    }

    /// Adds an element.
    ///
    /// @param element the element
    /// @return its place
    public Entry<E> add(E element) {
        Objects.requireNonNull(element, "element");
        Entry<E> entry = reserve();
        entry.fill(element);
        return entry;
    }

    /// Reserves a place. Nobody is present there, but the roster is not empty; so it is for a moment only.
    ///
    /// @return the place, to be filled or left
    public Entry<E> reserve() {
        while (true) {
            Page page = head;
            int index = page == null ? 0 : page.take();
            if (page != null && index < page.places.length) {
                return entryAt(page, index);
            }
            if (HEAD.compareAndSet(this, page, Page.after(page)) && --untilSweep <= 0) {
                sweep();
            }
        }
    }

    private static <E> Entry<E> entryAt(Page page, int index) {
        try {
            return new Entry<>(page, index);
        } catch (OutOfMemoryError e) {
            leave(page.places, index);
            throw e;
        }
    }

    /// Unlinks pages that all have left, except the newest: only there others write.
    private synchronized void sweep() {
        if (untilSweep > 0) {
            return; // somebody just did
        }
        int live = 0;
        Page kept = head;
        while (kept != null) {
            unlinkThoseAfter(kept);
            kept = kept.next;
            live++;
        }
        untilSweep = Math.max(FEWEST_BEFORE_SWEEP, live);
    }

    private boolean allHaveLeft(Page page) {
        boolean all = true;
        for (int i = 0; i < page.places.length; i++) {
            Object there = page.at(i);
            if (there != null && there != LEFT && isGone.test(cast(there))) {
                leave(page.places, i);
                there = LEFT;
            }
            all &= there == LEFT;
        }
        return all;
    }

    @SuppressWarnings("unchecked") // nothing else was added
    private E cast(Object there) {
        return (E) there;
    }

    /// Tells whether all who came have left, and nobody has a place reserved: at one moment during the call.
    ///
    /// @return false also if one is there who may be forgotten
    public synchronized boolean isEmpty() {
        long before;
        do { // who leaves may have let somebody in before, where nobody looks any more
            before = came();
            for (Page page = head; page != null; page = page.next) {
                for (int i = page.taken() - 1; i >= 0; i--) {
                    if (page.at(i) != LEFT) {
                        return false;
                    }
                }
            }
        } while (before != came());
        return true;
    }

    /// Tells how many have come.
    ///
    /// @return their number, of those who have left too
    public long came() {
        Page newest = head;
        return newest == null ? 0 : newest.before + newest.taken();
    }

    /// Gives the one of those who are there who came last. Forgets, on the way, pages that all have left, so
    /// that whoever asks again and again, until nobody is there, looks at each place a few times at most.
    ///
    /// @return null if nobody is there; a place may be reserved nevertheless
    public synchronized @Nullable E newest() {
        for (Page page = head; page != null; page = page.next) {
            for (int i = page.taken() - 1; i >= 0; i--) {
                Object there = page.at(i);
                if (there != null && there != LEFT) {
                    return cast(there);
                }
            }
            unlinkThoseAfter(page);
        }
        return null;
    }

    private void unlinkThoseAfter(Page page) {
        Page next = page.next;
        while (next != null && allHaveLeft(next)) {
            next = next.next;
        }
        page.next = next;
    }

    /// Does something with each one who is there.
    ///
    /// @param action what; called in the order in which they came, or in any if there is no memory to find that out
    public void forEach(Consumer<? super E> action) {
        List<E> found;
        try {
            found = present();
        } catch (OutOfMemoryError e) {
            forEachFromTheNewest(action);
            return;
        }
        found.forEach(action);
    }

    private void forEachFromTheNewest(Consumer<? super E> action) {
        for (Page page = head; page != null; page = page.next) {
            for (int i = page.places.length - 1; i >= 0; i--) {
                Object there = page.at(i);
                if (there != null && there != LEFT) {
                    action.accept(cast(there));
                }
            }
        }
    }

    /// Gives those who are there.
    ///
    /// @return in the order in which they came
    public List<E> present() {
        List<E> found = new ArrayList<>();
        for (Page page = head; page != null; page = page.next) {
            for (int i = page.places.length - 1; i >= 0; i--) {
                Object there = page.at(i);
                if (there != null && there != LEFT) {
                    found.add(cast(there));
                }
            }
        }
        Collections.reverse(found);
        return found;
    }
}
