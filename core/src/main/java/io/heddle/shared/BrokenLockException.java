package io.heddle.shared;

import io.heddle.HeddleException;
import java.io.Serial;

/// Says that a lock is broken for good, if that was asked for by [SharedLock#breakIfAbandoned()]: its holder had
/// died, and who took it over has given it back without saying that what it guards is in order. The lock is
/// *not* held by who gets this, and nobody can have it ever again. Make a new one, together with what it guards.
public final class BrokenLockException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    BrokenLockException(String lock) {
        super(
                "the lock is broken for good: lock=%s; its holder died, and what it guards was never declared consistent"
                        .formatted(lock));
    }
}
