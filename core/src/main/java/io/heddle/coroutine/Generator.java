package io.heddle.coroutine;

import io.heddle.spi.ServiceThreads;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A sequence written as code that yields one element after the other.
///
/// ```java
/// try (Generator<Integer> numbers = Generator.of(out -> { for (int i = 0; ; i++) out.yield(i); })) {
///     numbers.stream().limit(3).forEach(this::show);
/// }
/// ```
///
/// The code runs in a coroutine of its own, and only while somebody waits for the next element: it begins with the
/// first element that is asked for, and pauses in `yield` until the next one is. Use a [Channel] where producer and consumer are
/// to run at the same time.
///
/// ## Lifecycle
/// It is used once, by one thread at a time, as an iterator, in a `for`, or as a stream. It ends with its code.
/// Whoever stops earlier closes it: `yield` then throws [java.util.concurrent.CancellationException] in the code, whose `finally` blocks run,
/// and [#close()] waits for that. A generator that nobody refers to any more is closed when the garbage
/// collector finds that out, provided its code does not refer to it; one that was begun in a scope ends with the scope.
///
/// ## Errors
/// What the code throws is thrown by [#hasNext()] or [#next()], once: unchecked exceptions as they are, checked ones as
/// cause of a [io.heddle.HeddleException].
///
/// ## Cancellation
/// *Clean*: if the waiting thread is interrupted, a [io.heddle.HeddleException] is thrown and the interrupt is
/// still set; the element is not lost, the next call gives it.
///
/// ## Source
/// The meaning is that of Python's generators.
///
/// @param <T> the type of the elements
@SuppressWarnings("IterableAndIterator") // as streams and channels it is used once
public final class Generator<T> implements Iterator<T>, Iterable<T>, AutoCloseable {

    /// The code of a generator.
    ///
    /// @param <T> the type of the elements
    @FunctionalInterface
    public interface Body<T> {

        /// Yields all elements.
        ///
        /// @param out takes the elements
        /// @throws Exception whatever ends the sequence with an error
        void run(Emitter<T> out) throws Exception;
    }

    /// Takes the elements of a generator from its code.
    ///
    /// @param <T> the type of the elements
    public interface Emitter<T> {

        /// Gives an element and waits until the next one is wanted.
        ///
        /// @param element the element
        /// @throws java.util.concurrent.CancellationException if nobody wants more, or the code was interrupted
        /// @throws IllegalStateException if called by another thread than that of the code
        @SuppressWarnings(
                "NamedLikeContextualKeyword") // it is always qualified, and says what it does
        void yield(T element);
    }

    /// The one thread that closes what nobody refers to.
    private static final class Abandoned {
        static final Cleaner CLEANER =
                Cleaner.create(ServiceThreads.named("heddle-generators").factory());
    }

    private final Production<T> production;

    private Generator(Production<T> production) {
        this.production = production;
    }

    /// Makes a generator. Nothing runs before the first element is asked for. Its code has the
    /// [io.heddle.TaskContext] that is in place now.
    ///
    /// @param <T> the type of the elements
    /// @param body its code
    /// @return the generator
    /// @throws io.heddle.HeddleException if a carrier of the context fails
    public static <T> Generator<T> of(Body<T> body) {
        Production<T> production = new Production<>(Objects.requireNonNull(body, "body"));
        Generator<T> generator = new Generator<>(production);
        var _ = Abandoned.CLEANER.register(generator, production::abandon);
        return generator;
    }

    /// Waits until there is a next element or it is certain that there is none.
    ///
    /// @return whether there is one
    @Override
    public boolean hasNext() {
        try {
            return production.advance();
        } finally {
            Reference.reachabilityFence(this); // not abandoned while somebody waits in it
        }
    }

    /// Waits for the next element.
    ///
    /// @return the element
    /// @throws NoSuchElementException if there is none
    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the generator has no more elements");
        }
        return production.take();
    }

    /// Gives this very generator: the elements that are left, once.
    ///
    /// @return this
    @Override
    public Iterator<T> iterator() {
        return this;
    }

    /// Gives the elements that are left.
    ///
    /// @return a stream; closing it closes the generator
    public Stream<T> stream() {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(
                                this, Spliterator.ORDERED | Spliterator.NONNULL),
                        false)
                .onClose(this::close);
    }

    /// Ends the code of the generator, if it runs, and waits for that; an interrupt does not end that wait. Does
    /// nothing the second time.
    ///
    /// @throws RuntimeException what the code throws while it ends, unless that is because it was ended
    @Override
    public void close() {
        production.abandon();
        production.awaitEnd();
    }
}
