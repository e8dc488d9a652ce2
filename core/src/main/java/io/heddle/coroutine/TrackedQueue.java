package io.heddle.coroutine;

import io.heddle.shared.HeddleLock;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/// A queue that knows how much of what was put into it has been dealt with: who put it in can wait until
/// everything has been.
///
/// Whoever takes an element calls [#taskDone()] when it has dealt with it; [#join()] waits until that has been
/// said as often as elements were put in. An element that is removed or cleared, and not taken, is done with.
/// Use a [Channel] where the end of the work is the end of the stream, a [io.heddle.TaskPool] where each element is work for anybody, [io.heddle.shared.SharedQueue] between
/// processes.
///
/// ## Memory consistency
///
/// Putting an element in *happens-before* taking it, and saying that it is done *happens-before* the return of
/// a [#join()] that waited for it.
///
/// ## Cancellation
///
/// All waits are *clean*: who was interrupted or timed out has put or taken nothing.
///
/// ## Source
///
/// The methods `task_done` and `join` of Python's `queue.Queue`.
///
/// @param <E> the type of the elements
public final class TrackedQueue<E> extends AbstractQueue<E> implements BlockingQueue<E> {

    private final int capacity;
    private final HeddleLock lock = HeddleLock.create();
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();
    private final Condition allDone = lock.newCondition();

    /// Guarded by the lock, like the number.
    private final Deque<E> elements = new ArrayDeque<>();

    private long unfinished;

    private TrackedQueue(int capacity) {
        this.capacity = capacity;
    }

    /// Makes an empty queue without a limit.
    ///
    /// @param <E> the type of the elements
    /// @return the queue
    public static <E> TrackedQueue<E> unbounded() {
        return new TrackedQueue<>(Integer.MAX_VALUE);
    }

    /// Makes an empty queue.
    ///
    /// @param <E> the type of the elements
    /// @param capacity how many elements it holds at most, one or more
    /// @return the queue
    /// @throws IllegalArgumentException if that is less than one
    public static <E> TrackedQueue<E> bounded(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException(
                    "a queue holds at least one element: capacity=" + capacity);
        }
        return new TrackedQueue<>(capacity);
    }

    // ---- what is done ------------------------------------------------------------------------

    /// Says that an element that was taken has been dealt with.
    ///
    /// @throws IllegalStateException if it was said as often as elements were taken
    public void taskDone() {
        lock.lock();
        try {
            if (unfinished == elements.size()) {
                throw new IllegalStateException(
                        "taskDone() was called more often than elements were taken: waiting=%s"
                                .formatted(elements.size()));
            }
            finish(1);
        } finally {
            lock.unlock();
        }
    }

    private void finish(int number) {
        unfinished -= number;
        if (unfinished == 0) {
            allDone.signalAll();
        }
    }

    /// Tells how many elements have not been dealt with: those in the queue, and those that were taken and
    /// for which nobody has called [#taskDone()].
    ///
    /// @return the number
    public long unfinished() {
        lock.lock();
        try {
            return unfinished;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until every element has been dealt with.
    ///
    /// @throws InterruptedException if interrupted while waiting
    public void join() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (unfinished > 0) {
                allDone.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits until every element has been dealt with, but not longer than a limit.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return whether every element has been dealt with
    /// @throws InterruptedException if interrupted while waiting
    public boolean join(Duration limit) throws InterruptedException {
        long left = TimeUnit.NANOSECONDS.convert(Objects.requireNonNull(limit, "limit"));
        lock.lockInterruptibly();
        try {
            while (unfinished > 0 && left > 0) {
                left = allDone.awaitNanos(left);
            }
            return unfinished == 0;
        } finally {
            lock.unlock();
        }
    }

    // ---- putting -----------------------------------------------------------------------------

    @Override
    public boolean offer(E element) {
        Objects.requireNonNull(element, "element");
        lock.lock();
        try {
            return hasRoom() && append(element);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean offer(E element, long time, TimeUnit unit) throws InterruptedException {
        Objects.requireNonNull(element, "element");
        long left = unit.toNanos(time);
        lock.lockInterruptibly();
        try {
            while (!hasRoom() && left > 0) {
                left = notFull.awaitNanos(left);
            }
            return hasRoom() && append(element);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void put(E element) throws InterruptedException {
        Objects.requireNonNull(element, "element");
        lock.lockInterruptibly();
        try {
            while (!hasRoom()) {
                notFull.await();
            }
            append(element);
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom() {
        return elements.size() < capacity;
    }

    private boolean append(E element) {
        elements.add(element);
        unfinished++;
        notEmpty.signal();
        return true;
    }

    // ---- taking ------------------------------------------------------------------------------

    @Override
    public @Nullable E poll() {
        lock.lock();
        try {
            return removeFirst();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable E poll(long time, TimeUnit unit) throws InterruptedException {
        long left = unit.toNanos(time);
        lock.lockInterruptibly();
        try {
            while (elements.isEmpty() && left > 0) {
                left = notEmpty.awaitNanos(left);
            }
            return removeFirst();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public E take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (elements.isEmpty()) {
                notEmpty.await();
            }
            return Objects.requireNonNull(removeFirst());
        } finally {
            lock.unlock();
        }
    }

    private @Nullable E removeFirst() {
        E first = elements.poll();
        if (first != null) {
            notFull.signal();
        }
        return first;
    }

    /// {@inheritDoc} Each of them counts as taken.
    @Override
    public int drainTo(Collection<? super E> to) {
        return drainTo(to, Integer.MAX_VALUE);
    }

    /// {@inheritDoc} Each of them counts as taken.
    @Override
    public int drainTo(Collection<? super E> to, int most) {
        Objects.requireNonNull(to, "to");
        if (to == this) {
            throw new IllegalArgumentException("a queue cannot be drained into itself");
        }
        lock.lock();
        try {
            int drained = 0;
            for (E first = elements.peek();
                    first != null && drained < most;
                    first = elements.peek()) {
                to.add(first); // if it throws, the element stays
                removeFirst();
                drained++;
            }
            return drained;
        } finally {
            lock.unlock();
        }
    }

    // ---- looking, and taking back ------------------------------------------------------------

    @Override
    public @Nullable E peek() {
        lock.lock();
        try {
            return elements.peek();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int size() {
        lock.lock();
        try {
            return elements.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int remainingCapacity() {
        return capacity == Integer.MAX_VALUE ? capacity : capacity - size();
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return element != null && snapshot().contains(element);
    }

    @Override
    public boolean remove(@Nullable Object element) {
        lock.lock();
        try {
            boolean found = element != null && elements.removeFirstOccurrence(element);
            if (found) {
                withdrawn(1);
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void clear() {
        lock.lock();
        try {
            int number = elements.size();
            elements.clear();
            withdrawn(number);
        } finally {
            lock.unlock();
        }
    }

    private void withdrawn(int number) {
        if (number > 0) {
            notFull.signalAll();
            finish(number);
        }
    }

    private void removeSame(E element) {
        lock.lock();
        try {
            for (Iterator<E> all = elements.iterator(); all.hasNext(); ) {
                if (all.next() == element) {
                    all.remove();
                    withdrawn(1);
                    return;
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private List<E> snapshot() {
        lock.lock();
        try {
            return new ArrayList<>(elements);
        } finally {
            lock.unlock();
        }
    }

    /// Gives an iterator over the elements that are there now. It never fails because of what others do, and
    /// removes an element only if it is still there.
    @Override
    public Iterator<E> iterator() {
        return new Elements(snapshot().iterator());
    }

    private final class Elements implements Iterator<E> {

        private final Iterator<E> snapshot;
        private @Nullable E last;

        Elements(Iterator<E> snapshot) {
            this.snapshot = snapshot;
        }

        @Override
        public boolean hasNext() {
            return snapshot.hasNext();
        }

        @Override
        public E next() {
            if (!snapshot.hasNext()) {
                throw new NoSuchElementException("the iterator is at its end");
            }
            E next = snapshot.next();
            last = next;
            return next;
        }

        @Override
        public void remove() {
            E removed = last;
            if (removed == null) {
                throw new IllegalStateException(
                        "next() was not called, or the element was removed");
            }
            last = null;
            removeSame(removed);
        }
    }
}
