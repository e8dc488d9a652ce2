package io.heddle.coroutine;

import io.heddle.spi.Parking;
import org.jspecify.annotations.Nullable;

/// The interrupt by which the owner of a scope is told, wherever it waits, that the scope is ending.
///
/// It is sent only while the owner is between opening and joining or closing: what comes later must not
/// be hit by it.
final class OwnerInterrupt {

    private final Thread owner;
    private final Parking.@Nullable Turn turn;

    // guarded by this
    private boolean allowed = true;
    private boolean sent;

    OwnerInterrupt(Thread owner, Parking.@Nullable Turn turn) {
        this.owner = owner;
        this.turn = turn;
    }

    /// Interrupts the owner, unless that is itself the one that ends the scope.
    synchronized void send() {
        if (!allowed || sent || Thread.currentThread() == owner) {
            return;
        }
        sent = true;
        if (turn != null) {
            turn.interrupt();
        } else {
            owner.interrupt();
        }
    }

    /// From now on none is sent.
    ///
    /// @return whether one was sent that is still to be taken
    synchronized boolean forbid() {
        allowed = false;
        boolean was = sent;
        sent = false;
        return was;
    }

    synchronized void allow() {
        allowed = true;
    }

    synchronized boolean isSent() {
        return sent;
    }
}
