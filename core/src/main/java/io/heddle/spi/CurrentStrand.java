package io.heddle.spi;

import io.heddle.Strand;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which strand the calling thread belongs to.
public final class CurrentStrand {

    private static final ThreadLocal<@Nullable Strand<?>> CURRENT = new ThreadLocal<>();

    private static final ThreadLocal<@Nullable Supplier<? extends Strand<?>>> MAKER =
            new ThreadLocal<>();

    /// For residents: it takes a third of the memory of a thread-local value, and there may be a million.
    private static final ScopedValue<Enclosure.Resident> RESIDENT = ScopedValue.newInstance();

    private CurrentStrand() {}

    /// Gives the strand of the calling thread; a view of the thread if no strand was set.
    ///
    /// @return never null
    public static Strand<?> get() {
        Strand<?> strand = peek();
        if (strand != null) {
            return strand;
        }
        Supplier<? extends Strand<?>> maker = MAKER.get();
        if (maker == null) {
            return new ThreadView(Thread.currentThread());
        }
        Strand<?> made = maker.get();
        CURRENT.set(made);
        return made;
    }

    /// Gives the strand that was set for the calling thread.
    ///
    /// @return the strand, or `null` if none was set yet
    static @Nullable Strand<?> peek() {
        Strand<?> strand = CURRENT.get();
        return strand == null && resident() instanceof Strand<?> resident ? resident : strand;
    }

    /// Gives the resident whose thread this is. Threads that inherit scoped values are not its own.
    ///
    /// @return the resident, or `null`
    static Enclosure.@Nullable Resident resident() {
        if (!RESIDENT.isBound()) {
            return null;
        }
        Enclosure.Resident resident = RESIDENT.get();
        return resident.thread() == Thread.currentThread() ? resident : null;
    }

    /// Runs the body of a resident in its thread.
    ///
    /// @param resident whose thread this is; a strand
    /// @param body what it runs
    public static void runAs(Enclosure.Resident resident, Runnable body) {
        ScopedValue.where(RESIDENT, resident).run(body);
    }

    /// As [#set], for a strand that is made when somebody asks for it first.
    ///
    /// @param maker makes the strand of the calling thread
    public static void setLater(Supplier<? extends Strand<?>> maker) {
        MAKER.set(maker);
    }

    /// Makes a strand the one of the calling thread, for as long as the thread lives or until the
    /// next call.
    ///
    /// @param strand the strand, or `null` for none
    public static void set(@Nullable Strand<?> strand) {
        if (strand == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(strand);
        }
    }
}
