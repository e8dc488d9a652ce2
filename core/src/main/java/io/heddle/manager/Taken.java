package io.heddle.manager;

import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Elements that were taken out of a queue, on their way to whoever asked. If they do not arrive, they go back.
///
/// @param <E> the type of the elements
final class Taken<E> implements HandOver, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // it is one that can be written
    private final List<E> elements;

    /// Only in the process of the manager.
    private final transient @Nullable Runnable putBack;

    Taken(List<E> elements, @Nullable Runnable putBack) {
        this.elements = elements;
        this.putBack = putBack;
    }

    List<E> elements() {
        return elements;
    }

    /// Gives the element, or `null` if there was none.
    @Nullable E first() {
        return elements.isEmpty() ? null : elements.getFirst();
    }

    @Override
    public boolean counts() {
        return !elements.isEmpty();
    }

    @Override
    public void refused() {
        if (putBack != null) {
            putBack.run();
        }
    }

    @Override
    public void lost() {
        refused();
    }
}
