package io.heddle.spi;

import io.heddle.Strand;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which strand the calling thread belongs to.
public final class CurrentStrand {

    private static final ThreadLocal<@Nullable Strand<?>> CURRENT = new ThreadLocal<>();

    private static final ThreadLocal<@Nullable Supplier<? extends Strand<?>>> MAKER =
            new ThreadLocal<>();

    private CurrentStrand() {}

    /// Gives the strand of the calling thread; a view of the thread if no strand was set.
    ///
    /// @return never null
    public static Strand<?> get() {
        Strand<?> strand = CURRENT.get();
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
