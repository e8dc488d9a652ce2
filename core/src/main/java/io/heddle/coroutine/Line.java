package io.heddle.coroutine;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Those who wait at a channel for the same thing, first come, first served: a chain of nodes, of which the channel has
/// the first. That one knows the last as its `previous`; so a line takes one field of the channel, in the memory that
/// whoever has its lock has at hand anyway, and who is in a line has a `previous`. Adding and taking out are whole or
/// not begun, wherever the stack ends. Guarded by the lock of the channel.
final class Line {

    private Line() {}

    /// Adds a node at the end.
    ///
    /// @param first of the line; `null` if nobody is in it
    /// @param node who comes
    /// @return the first of the line then
    static LineNode with(@Nullable LineNode first, LineNode node) {
        if (first == null) {
            node.previous = node;
            return node;
        }
        LineNode last = Objects.requireNonNull(first.previous);
        last.next = node;
        node.previous = last;
        first.previous = node;
        return first;
    }

    /// Takes a node out, if it is still in the line.
    ///
    /// @param first of the line
    /// @param node who leaves
    /// @return the first of the line then
    static @Nullable LineNode without(@Nullable LineNode first, LineNode node) {
        LineNode before = node.previous;
        if (first == null || before == null) {
            return first;
        }
        LineNode left = node == first ? node.next : first;
        LineNode after = node.next == null ? left : node.next;
        if (node != first) {
            before.next = node.next;
        }
        if (after != null) {
            after.previous = before;
        }
        node.next = null;
        node.previous = null;
        return left;
    }

    /// Tells whether somebody seems to wait.
    static boolean hasWaiting(@Nullable LineNode first) {
        for (LineNode node = first; node != null; node = node.next) {
            if (node.encounter.isWaiting()) {
                return true;
            }
        }
        return false;
    }

    /// Tells how many wait.
    static int waiting(@Nullable LineNode first) {
        int count = 0;
        for (LineNode node = first; node != null; node = node.next) {
            if (node.encounter.isWaiting()) {
                count++;
            }
        }
        return count;
    }

    /// Tells all who wait that the channel is closed. Nobody is in the line then.
    ///
    /// @return the first of those who are to be woken, in order; the others hang on it
    static @Nullable LineNode closeAll(@Nullable LineNode first) {
        LineNode toWake = null;
        LineNode end = null;
        LineNode rest = first;
        while (rest != null) {
            LineNode node = rest;
            rest = without(rest, node);
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
