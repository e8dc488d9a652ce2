package io.heddle.shared;

import io.heddle.HeddleException;
import io.heddle.spi.CallSite;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/// Ends a wait for a [HeddleLock] that would never end: the thread that holds it has ended without unlocking
/// it. The lock is *not* held by who gets this, and nobody can have it any more.
public final class ForsakenLockException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    ForsakenLockException(String lock, String thread, @Nullable CallSite takenAt) {
        super(
                "a lock is held for ever, since its holder has ended without unlocking it: lock=%s holder=%s takenAt=%s; unlock it in a finally block"
                        .formatted(lock, thread, takenAt == null ? "?" : takenAt));
    }
}
