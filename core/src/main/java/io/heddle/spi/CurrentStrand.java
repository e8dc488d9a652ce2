package io.heddle.spi;

import io.heddle.Strand;
import org.jspecify.annotations.Nullable;

/// Which strand the calling thread belongs to.
public final class CurrentStrand {

    private static final ThreadLocal<@Nullable Strand<?>> CURRENT = new ThreadLocal<>();

    private CurrentStrand() {}

    /// Gives the strand of the calling thread; a view of the thread if no strand was set.
    ///
    /// @return never null
    public static Strand<?> get() {
        Strand<?> strand = CURRENT.get();
        return strand == null ? new ThreadView(Thread.currentThread()) : strand;
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
