package io.heddle.manager;

import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractQueue;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What [Manager#queue()] gives. Whoever waits does so in the process of the manager.
final class RemoteQueue<E> extends AbstractQueue<E> implements BlockingQueue<E>, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private final transient QueueCalls<E> stored;

    RemoteQueue(QueueCalls<E> stored) {
        this.stored = stored;
    }

    Object stored() {
        return stored;
    }

    @Serial
    private Object writeReplace() {
        return stored;
    }

    private static <E> E element(E element) {
        return Objects.requireNonNull(element, "element");
    }

    // ---- putting
    // ---------------------------------------------------------------------------------

    @Override
    public boolean offer(E element) {
        return stored.offer(element(element));
    }

    @Override
    public void put(E element) throws InterruptedException {
        var _ = stored.put(element(element), Long.MAX_VALUE);
    }

    @Override
    public boolean offer(E element, long time, TimeUnit unit) throws InterruptedException {
        return stored.put(element(element), unit.toNanos(time)).done();
    }

    // ---- taking
    // ----------------------------------------------------------------------------------

    @Override
    public @Nullable E poll() {
        return stored.poll(1).first();
    }

    @Override
    public E take() throws InterruptedException {
        return Objects.requireNonNull(stored.take(Long.MAX_VALUE).first(), "who waits for ever");
    }

    @Override
    public @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
        return stored.take(unit.toNanos(time)).first();
    }

    @Override
    public int drainTo(Collection<? super E> to) {
        return drainTo(to, Integer.MAX_VALUE);
    }

    @Override
    public int drainTo(Collection<? super E> to, int most) {
        Objects.requireNonNull(to, "to");
        if (to == this) {
            throw new IllegalArgumentException("a queue cannot be drained to itself");
        }
        if (most <= 0) {
            return 0;
        }
        List<E> taken = stored.poll(most).elements();
        to.addAll(taken);
        return taken.size();
    }

    // ---- looking, removing
    // -----------------------------------------------------------------------

    @Override
    public @Nullable E peek() {
        return stored.peek();
    }

    @Override
    public int size() {
        return stored.size();
    }

    @Override
    public int remainingCapacity() {
        return stored.remainingCapacity();
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return element != null && stored.contains(element);
    }

    @Override
    public boolean remove(@Nullable Object element) {
        return element != null && stored.removeElement(element);
    }

    @Override
    public void clear() {
        stored.clear();
    }

    @Override
    public Object[] toArray() {
        return snapshot().toArray();
    }

    @Override
    public <T extends @Nullable Object> T[] toArray(T[] array) {
        return snapshot().toArray(array);
    }

    @Override
    public Spliterator<E> spliterator() {
        return snapshot().spliterator();
    }

    private List<E> snapshot() {
        return stored.elements().stream().map(Stamped::value).toList();
    }

    /// Walks through the elements as they were when it was made; removes those that are still there.
    @Override
    public Iterator<E> iterator() {
        Iterator<Stamped<E>> copy = stored.elements().iterator();
        return new Iterator<>() {
            private @Nullable Stamped<E> last;

            @Override
            public boolean hasNext() {
                return copy.hasNext();
            }

            @Override
            public E next() {
                Stamped<E> next = copy.next();
                last = next;
                return next.value();
            }

            @Override
            public void remove() {
                if (last == null) {
                    throw new IllegalStateException("remove() is called once after each next()");
                }
                var _ = stored.removeNumber(last.stamp());
                last = null;
            }
        };
    }

    /// Tells whether it is the same queue.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RemoteQueue<?> queue && queue.stored.equals(stored);
    }

    @Override
    public int hashCode() {
        return stored.hashCode();
    }
}
