package io.heddle.coroutine;

import org.jspecify.annotations.Nullable;

/// A place in the line of one channel: the encounter itself, if it waits at no other one, so that two threads
/// pass a single object between their processors.
///
/// All but the constants are guarded by the lock of that channel, except that the thread that was met reads what
/// the winner has written.
sealed class LineNode permits Encounter, LineNode.OfClause {

    final Encounter encounter;
    final int clause;

    /// What is sent; or what was received, written before the encounter is won.
    @Nullable Object item;

    @Nullable LineNode next;

    /// Who came before; of the first one, who came last. `null` if it is in no line.
    @Nullable LineNode previous;

    /// @param encounter which; `null` if it is this
    LineNode(@Nullable Encounter encounter, int clause, @Nullable Object item) {
        this.encounter = encounter == null ? (Encounter) this : encounter;
        this.clause = clause;
        this.item = item;
    }

    /// One of several places of an encounter.
    static final class OfClause extends LineNode {
        OfClause(Encounter encounter, int clause, @Nullable Object item) {
            super(encounter, clause, item);
        }
    }

    /// Hangs one chain of nodes on another.
    static LineNode join(LineNode chain, @Nullable LineNode other) {
        LineNode end = chain;
        while (end.next != null) {
            end = end.next;
        }
        end.next = other;
        return chain;
    }
}
