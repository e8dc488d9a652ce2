package io.heddle.shared;

import io.heddle.internal.memory.Message;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Goes through the elements of a queue that others use meanwhile: it always asks for those that come after
/// the last one that it has seen. Reads some at once, to ask seldom.
///
/// @param <E> the type of the elements
final class Traversal<E> implements Iterator<E> {

    static final long BYTES_AT_ONCE = 1 << 16;

    private static final int MOST_AT_ONCE = 64;

    private final Exchange queue;
    private final Function<Message, E> reader;
    private final Queue<Message> ahead = new ArrayDeque<>();

    /// The last one that was read.
    private long read = Long.MIN_VALUE;

    private @Nullable Message last;

    Traversal(Exchange queue, Function<Message, E> reader) {
        this.queue = queue;
        this.reader = reader;
        readAhead();
    }

    private void readAhead() {
        for (Message message : queue.after(read, MOST_AT_ONCE)) {
            ahead.add(message);
            read = message.id();
        }
    }

    @Override
    public boolean hasNext() {
        return !ahead.isEmpty();
    }

    @Override
    public E next() {
        Message message = ahead.poll();
        if (message == null) {
            throw new NoSuchElementException();
        }
        last = message;
        if (ahead.isEmpty()) {
            readAhead();
        }
        return reader.apply(message);
    }

    /// Which one was the last.
    long id() {
        Message message = last;
        if (message == null) {
            throw new IllegalStateException("there is no last element");
        }
        return message.id();
    }

    @Override
    public void remove() {
        long id = id();
        last = null;
        queue.remove(id);
    }

    /// Goes through the rest.
    ///
    /// @return those that satisfy a condition
    long[] ids(Predicate<? super E> condition) {
        LongStream.Builder ids = LongStream.builder();
        while (hasNext()) {
            if (condition.test(next())) {
                ids.add(id());
            }
        }
        return ids.build().toArray();
    }
}
