package io.heddle.coroutine;

import org.jspecify.annotations.Nullable;

/// Those who wait at a channel for the same thing, first come, first served. Guarded by the lock of the channel.
final class Line {

    private @Nullable LineNode first;
    private @Nullable LineNode last;

    boolean isEmpty() {
        return first == null;
    }

    void add(LineNode node) {
        node.previous = last;
        if (last == null) {
            first = node;
        } else {
            last.next = node;
        }
        last = node;
        node.inLine = true;
    }

    /// Does nothing for a node that is not in the line any more.
    void remove(LineNode node) {
        if (!node.inLine) {
            return;
        }
        node.inLine = false;
        LineNode before = node.previous;
        LineNode after = node.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        node.next = null;
        node.previous = null;
    }

    /// Tells whether somebody seems to wait.
    boolean hasWaiting() {
        for (LineNode node = first; node != null; node = node.next) {
            if (node.encounter.isWaiting()) {
                return true;
            }
        }
        return false;
    }

    /// Tells how many wait.
    int waiting() {
        int count = 0;
        for (LineNode node = first; node != null; node = node.next) {
            if (node.encounter.isWaiting()) {
                count++;
            }
        }
        return count;
    }

    /// Meets the first one that still waits and takes it out of the line.
    ///
    /// @param given what it is given; null to take what it has
    /// @return whom we have met, or null if nobody waits
    @Nullable LineNode meet(@Nullable Object given) {
        while (first != null) {
            LineNode node = first;
            remove(node);
            if (given != null) {
                node.item = given;
            }
            if (node.encounter.decide(node.clause)) {
                return node;
            }
        }
        return null;
    }

    /// Tells all who wait that the channel is closed.
    ///
    /// @return the first of those who are to be woken, in order; the others hang on it
    @Nullable LineNode closeAll() {
        LineNode toWake = null;
        LineNode end = null;
        while (first != null) {
            LineNode node = first;
            remove(node);
            if (node.encounter.decide(Encounter.CLOSED)) {
                if (end == null) {
                    toWake = node;
                } else {
                    end.next = node;
                }
                end = node;
            }
        }
        return toWake;
    }
}
