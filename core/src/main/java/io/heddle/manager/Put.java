package io.heddle.manager;

import java.io.Serial;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/// What became of an element that was to be put into a queue. If whoever put it is told instead that it was interrupted, the
/// element goes away again, unless somebody has taken it already.
final class Put implements HandOver, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private final boolean done;

    /// Only in the process of the manager.
    private final transient @Nullable Runnable undo;

    Put(boolean done, @Nullable Runnable undo) {
        this.done = done;
        this.undo = undo;
    }

    boolean done() {
        return done;
    }

    @Override
    public boolean counts() {
        return done;
    }

    @Override
    public void refused() {
        if (undo != null) {
            undo.run();
        }
    }

    /// It stays: the call may have returned long ago.
    @Override
    public void lost() {}
}
