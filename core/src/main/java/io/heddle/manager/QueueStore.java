package io.heddle.manager;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The queue behind a [RemoteQueue]: elements by their numbers, so that one that comes back has its old place.
///
/// @param <E> the type of the elements
final class QueueStore<E> implements QueueCalls<E>, Exported.Releasable {

    private final int capacity;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition notEmpty = lock.newCondition();
    private final Condition notFull = lock.newCondition();

    /// Guarded by the lock, as is the count of all that were ever put.
    private final TreeMap<Long, E> elements = new TreeMap<>();

    private long numbers;

    /// Why nobody may wait any more; guarded by the lock.
    private @Nullable String released;

    QueueStore(int capacity) {
        this.capacity = capacity;
    }

    @FunctionalInterface
    private interface Work<T extends @Nullable Object> {
        T run();
    }

    private <T extends @Nullable Object> T locked(Work<T> work) {
        lock.lock();
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int size() {
        return locked(elements::size);
    }

    /// What came back may be more than there is room for.
    @Override
    public int remainingCapacity() {
        return locked(() -> Math.max(0, capacity - elements.size()));
    }

    // ---- putting
    // ---------------------------------------------------------------------------------

    @Override
    public boolean offer(E element) {
        return locked(() -> elements.size() < capacity && add(element));
    }

    private boolean add(E element) {
        elements.put(++numbers, element);
        notEmpty.signal();
        return true;
    }

    @Override
    public Put put(E element, long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (elements.size() >= capacity) {
                requireNotReleased();
                if (left <= 0) {
                    return new Put(false, null);
                }
                left = notFull.awaitNanos(left);
            }
            var _ = add(element);
            long number = numbers;
            return new Put(true, () -> removeNumber(number));
        } finally {
            lock.unlock();
        }
    }

    // ---- taking
    // ----------------------------------------------------------------------------------

    @Override
    public Taken<E> take(long nanos) throws InterruptedException {
        long left = nanos;
        lock.lockInterruptibly();
        try {
            while (elements.isEmpty()) {
                requireNotReleased();
                if (left <= 0) {
                    return new Taken<>(List.of(), null);
                }
                left = notEmpty.awaitNanos(left);
            }
            return poll(1);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Taken<E> poll(int most) {
        return locked(() -> {
            TreeMap<Long, E> gone = new TreeMap<>();
            while (gone.size() < most && !elements.isEmpty()) {
                Map.Entry<Long, E> first = elements.pollFirstEntry();
                gone.put(first.getKey(), first.getValue());
                notFull.signal();
            }
            return new Taken<>(new ArrayList<>(gone.values()), () -> putBack(gone));
        });
    }

    private void putBack(Map<Long, E> gone) {
        locked(() -> {
            elements.putAll(gone);
            gone.forEach((_, _) -> notEmpty.signal());
            return true;
        });
    }

    /// Whoever waits here waits for somebody who cannot come any more.
    @Override
    public void released(String why) {
        locked(() -> {
            released = why;
            notEmpty.signalAll();
            notFull.signalAll();
            return true;
        });
    }

    private void requireNotReleased() {
        if (released != null) {
            throw new IllegalStateException(released);
        }
    }

    // ---- looking, removing
    // -----------------------------------------------------------------------

    @Override
    public @Nullable E peek() {
        return locked(() -> elements.isEmpty() ? null : elements.firstEntry().getValue());
    }

    @Override
    public boolean contains(@Nullable Object element) {
        return elements().stream().anyMatch(each -> each.value().equals(element));
    }

    /// The elements are compared without the lock: that is code of users, which may take as long as it likes.
    @Override
    public boolean removeElement(@Nullable Object element) {
        return elements().stream()
                .anyMatch(each -> each.value().equals(element) && removeNumber(each.stamp()));
    }

    @Override
    public boolean removeNumber(long number) {
        return locked(() -> {
            boolean was = elements.remove(number) != null;
            if (was) {
                notFull.signal();
            }
            return was;
        });
    }

    @Override
    public void clear() {
        locked(() -> {
            elements.clear();
            notFull.signalAll();
            return true;
        });
    }

    @Override
    public List<Stamped<E>> elements() {
        return locked(() -> {
            List<Stamped<E>> all = new ArrayList<>(elements.size());
            elements.forEach((number, element) -> all.add(new Stamped<>(element, number)));
            return all;
        });
    }
}
