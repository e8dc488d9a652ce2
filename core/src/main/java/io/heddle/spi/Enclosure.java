package io.heddle.spi;

import org.jspecify.annotations.Nullable;

/// What the code that a thread runs is within: a scope, a time limit, or what the thread itself is part of.
///
/// Enclosures of one thread form a chain from the innermost outwards, and belong to that thread alone. They
/// answer two questions: to whom belongs what is started here, and was this thread asked to stop? The second is
/// asked by whoever swallows an interrupt that was meant for itself, since an interrupt has no sender: one that
/// was meant for an outer enclosure as well is sent again.
public abstract class Enclosure {

    /// To whom belongs what is started within.
    public interface Owner {

        /// Takes something that has been started. If the owner is ending, it is ended at once.
        ///
        /// @param dependent what was started
        void adopt(Dependent dependent);
    }

    /// A strand that is within something and knows it, so that its thread needs no thread-local value.
    public interface Resident {

        /// Gives its thread.
        ///
        /// @return the thread
        Thread thread();

        /// Gives the innermost enclosure. Called by the thread of the strand.
        ///
        /// @return the enclosure
        @Nullable Enclosure innermost();

        /// Changes the innermost enclosure. Called by the thread of the strand.
        ///
        /// @param enclosure the enclosure
        void innermost(@Nullable Enclosure enclosure);
    }

    /// For threads that are no residents.
    private static final ThreadLocal<@Nullable Enclosure> INNERMOST = new ThreadLocal<>();

    /// The one around; set when entered. Only the thread whose enclosure this is touches it.
    private @Nullable Enclosure outer;

    /// For subclasses.
    protected Enclosure() {}

    /// Tells whether the thread was asked by an interrupt to stop what is within.
    ///
    /// @return whether it was
    protected abstract boolean isStopping();

    /// Tells to whom belongs what is started here.
    ///
    /// @return the owner; `null` if that is to be asked of the enclosure around
    protected @Nullable Owner owner() {
        return null;
    }

    // ---- the chain -----------------------------------------------------------------------------

    /// Gives the innermost enclosure of the calling thread.
    ///
    /// @return the enclosure, or `null`
    public static @Nullable Enclosure innermost() {
        Resident resident = CurrentStrand.resident();
        return resident == null ? INNERMOST.get() : resident.innermost();
    }

    private static void setInnermost(@Nullable Enclosure enclosure) {
        Resident resident = CurrentStrand.resident();
        if (resident != null) {
            resident.innermost(enclosure);
        } else if (enclosure == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(enclosure);
        }
    }

    /// Gives the enclosure around this one.
    ///
    /// @return the enclosure, or `null`
    public final @Nullable Enclosure outer() {
        return outer;
    }

    /// Makes this the innermost enclosure of the calling thread.
    public final void enter() {
        outer = innermost();
        setInnermost(this);
    }

    /// Leaves this enclosure and all within it.
    public final void exit() {
        setInnermost(outer);
    }

    /// Clears the interrupt that was meant for this enclosure. If one around was to be stopped as well, there is an
    /// interrupt afterwards: both may have become one, and the code within may have taken it already. To be called
    /// when no further interrupt will be sent.
    public final void takeInterrupt() {
        var _ = Thread.interrupted();
        if (isWithinStopping(outer)) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isWithinStopping(@Nullable Enclosure from) {
        for (Enclosure at = from; at != null; at = at.outer) {
            if (at.isStopping()) {
                return true;
            }
        }
        return false;
    }

    // ---- what is started here ------------------------------------------------------------------

    /// Gives the owner of what the calling thread starts.
    ///
    /// @return the owner, or `null` outside all scopes
    public static @Nullable Owner currentOwner() {
        for (Enclosure at = innermost(); at != null; at = at.outer) {
            Owner owner = at.owner();
            if (owner != null) {
                return owner;
            }
        }
        return null;
    }

    /// Says that the calling thread has started something, which is to end with the scope around.
    ///
    /// @param dependent what was started
    public static void adopt(Dependent dependent) {
        Owner owner = currentOwner();
        if (owner != null) {
            owner.adopt(dependent);
        }
    }

    /// Runs something in the calling thread as if it were within what another thread is in.
    ///
    /// @param owner to whom belongs what is started there; `null` for nobody
    /// @param body what to run
    public static void within(@Nullable Owner owner, Runnable body) {
        if (owner == null) {
            body.run();
            return;
        }
        Enclosure inherited = new Inherited(owner);
        inherited.enter();
        try {
            body.run();
        } finally {
            inherited.exit();
        }
    }

    private static final class Inherited extends Enclosure {
        private final Owner owner;

        Inherited(Owner owner) {
            this.owner = owner;
        }

        @Override
        protected boolean isStopping() {
            return false; // whoever interrupts the thread knows its strand or task, not this
        }

        @Override
        protected Owner owner() {
            return owner;
        }
    }
}
