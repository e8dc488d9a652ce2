package io.heddle.manager;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a [QueueStore] is called. Times are nanoseconds; zero or less does not wait, [Long#MAX_VALUE] waits for ever.
///
/// @param <E> the type of the elements
interface QueueCalls<E> {
    int size();

    int remainingCapacity();

    boolean offer(E element);

    Put put(E element, long nanos) throws InterruptedException;

    Taken<E> take(long nanos) throws InterruptedException;

    Taken<E> poll(int most);

    @Nullable E peek();

    boolean contains(@Nullable Object element);

    boolean removeElement(@Nullable Object element);

    boolean removeNumber(long number);

    void clear();

    List<Stamped<E>> elements();
}
