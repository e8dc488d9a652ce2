package io.heddle.spi;

import io.heddle.TaskFunction;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// One `map` or stream: reads inputs, keeps a bounded number of chunks under way, hands out
/// results.
///
/// Everything but [#finished] is used only by the thread that asks for results. In the ordered form
/// results are taken from the oldest chunk, in the unordered one from whichever is done.
///
/// A stream keeps no more chunks under way than its window, done or not, since nobody may ask for what
/// they hold. A `map` gives everything to its caller in the end; there only those count that are not
/// done, so that workers do not stand idle behind one slow chunk. Neither reads more than
/// [#MOST_ITEMS_UNDER_WAY] inputs ahead.
///
/// The inputs may keep whoever reads them waiting, for ever if they come from a queue that runs dry, and
/// nobody can see that before. So a stream reads only while it has no result to hand out.
final class ChunkedCall implements AutoCloseable {

    private static final int MOST_CHUNKS_UNDER_WAY = 10_000;

    /// How far inputs may be read ahead of what was handed out, at most.
    private static final int MOST_ITEMS_UNDER_WAY = 1 << 16;

    /// How many inputs of a list in memory are read before somebody looks at the clock: that takes longer
    /// than to read one of them.
    private static final int READ_AT_ONCE = 64;

    private final AbstractTaskPool pool;
    private final TaskFunction<@Nullable Object, @Nullable Object> function;
    private final Iterator<?> inputs;
    private final int readAtOnce;
    private final boolean ordered;

    /// Whether all results are wanted, as by `map`.
    private final boolean collects;

    private final int window;
    private final ChunkSizer sizer;

    /// Of the thread that made the call; a stream may be read by another one.
    private final CapturedContext context = CapturedContext.now();

    private final ArrayDeque<Sent> underWay = new ArrayDeque<>();

    /// Written by threads that decide outcomes, read by the asking thread.
    private final BlockingQueue<Sent> finished = new LinkedBlockingQueue<>();

    /// How many inputs are in [#underWay].
    private int itemsUnderWay;

    /// How many chunks of a `map` are not known to be done.
    private int unfinished;

    /// Whether a chunk of a `map` has failed: what comes behind it is wanted by nobody.
    private boolean failed;

    /// How many inputs were read.
    private long read;

    /// How many inputs are left, or a negative number if that is not known.
    private long left;

    private boolean closed;

    private record Sent(TaskCompletion<ChunkResult> future, int items) {}

    @SuppressWarnings("unchecked") // whoever made the call fits inputs and function to each other
    ChunkedCall(
            AbstractTaskPool pool,
            TaskFunction<?, ?> function,
            Iterator<?> inputs,
            int readAtOnce,
            boolean ordered,
            boolean collects,
            long known) {
        this.pool = pool;
        this.function =
                (TaskFunction<@Nullable Object, @Nullable Object>)
                        Objects.requireNonNull(function, "function");
        this.inputs = Objects.requireNonNull(inputs, "inputs");
        this.readAtOnce = readAtOnce;
        this.ordered = ordered;
        this.collects = collects;
        this.window = (int) Math.min(2L * pool.parallelism(), MOST_CHUNKS_UNDER_WAY);
        this.sizer = new ChunkSizer(Math.min(pool.largestChunk(), MOST_ITEMS_UNDER_WAY / window));
        this.left = known;
    }

    static List<?> map(AbstractTaskPool pool, TaskFunction<?, ?> function, Iterable<?> inputs)
            throws InterruptedException, ExecutionException {
        long known = inputs instanceof Collection<?> all ? all.size() : -1;
        int readAtOnce = inputs instanceof RandomAccess ? READ_AT_ONCE : 1;
        ResultList results = new ResultList();
        try (ChunkedCall call =
                new ChunkedCall(pool, function, inputs.iterator(), readAtOnce, true, true, known)) {
            for (ChunkResult next = call.next(); next != null; next = call.next()) {
                results.append(next.results());
                if (next.failure() != null) {
                    throw FailureText.execution(next.failure());
                }
            }
        }
        return results;
    }

    static Stream<?> stream(
            AbstractTaskPool pool,
            TaskFunction<?, ?> function,
            Iterator<?> inputs,
            boolean ordered) {
        ChunkedCall call = new ChunkedCall(pool, function, inputs, 1, ordered, false, -1);
        return StreamSupport.stream(call.new Results(), false).onClose(call::close);
    }

    /// Gives the next chunk of results, or `null` at the end.
    private @Nullable ChunkResult next() throws InterruptedException, ExecutionException {
        fill();
        if (underWay.isEmpty()) {
            return null;
        }
        if (collects) {
            awaitOldest();
        }
        Sent sent = ordered ? underWay.removeFirst() : finished.take();
        if (!ordered) {
            underWay.remove(sent);
        }
        itemsUnderWay -= sent.items();
        ChunkResult result;
        try {
            result = sent.future().get();
        } catch (InterruptedException e) {
            sent.future().cancel(true);
            throw e;
        }
        if (!collects) {
            sizer.learn(result.results().length, result.nanos());
        }
        return result;
    }

    /// Waits for the oldest chunk; whichever other one is done before makes room for a new one.
    private void awaitOldest() throws InterruptedException {
        Sent oldest = underWay.getFirst();
        while (!oldest.future().isDone()) {
            settle(finished.take());
            fill();
        }
    }

    private void settle(Sent done) {
        unfinished--;
        if (done.future().state() != Future.State.SUCCESS) {
            failed = true;
            return;
        }
        ChunkResult result = done.future().resultNow();
        sizer.learn(result.results().length, result.nanos());
        failed |= result.failure() != null;
    }

    private boolean hasRoom() {
        for (Sent done = collects ? finished.poll() : null; done != null; done = finished.poll()) {
            settle(done);
        }
        if (!collects) {
            return underWay.size() < window;
        }
        boolean near = underWay.isEmpty() || itemsUnderWay + sizeOfNext() <= MOST_ITEMS_UNDER_WAY;
        return unfinished < window && near;
    }

    private void fill() {
        while (!closed && !hasResult() && hasRoom() && !failed && inputs.hasNext()) {
            @Nullable Object[] items = readItems();
            Chunk chunk = new Chunk(function, read, items);
            Sent sent = new Sent(pool.launchChunk(chunk, context), items.length);
            read += items.length;
            left -= items.length;
            underWay.addLast(sent);
            itemsUnderWay += sent.items();
            unfinished++;
            if (collects || !ordered) {
                sent.future().whenDecided(() -> finished.add(sent));
            }
        }
    }

    /// Whether the reader of a stream can be given something at once.
    private boolean hasResult() {
        if (collects || underWay.isEmpty()) {
            return false;
        }
        return ordered ? underWay.getFirst().future().isDone() : !finished.isEmpty();
    }

    /// Reads the items of one chunk, of which there is at least one.
    private @Nullable Object[] readItems() {
        @Nullable Object[] items = new @Nullable Object[sizeOfNext()];
        long begin = System.nanoTime();
        int have = 0;
        do {
            items[have++] = inputs.next();
        } while (!isEnough(have, items.length, begin) && inputs.hasNext());
        return have == items.length ? items : Arrays.copyOf(items, have);
    }

    private boolean isEnough(int items, int wanted, long begin) {
        boolean looks = items % readAtOnce == 0;
        return ChunkSizer.isEnough(items, wanted, looks ? System.nanoTime() - begin : 0);
    }

    /// Towards a known end chunks shrink, so that all workers end at about the same time.
    private int sizeOfNext() {
        if (left < 0) {
            return sizer.size();
        }
        return Math.clamp(left / window, 1, sizer.size());
    }

    /// Cancels what is under way; what was not read from the inputs is never read.
    @Override
    public void close() {
        closed = true;
        underWay.forEach(sent -> sent.future().cancel(true));
        underWay.clear();
    }

    /// The results one by one.
    private final class Results extends Spliterators.AbstractSpliterator<@Nullable Object> {

        private Iterator<@Nullable Object> ready = List.<@Nullable Object>of().iterator();
        private @Nullable Throwable failure;

        Results() {
            super(Long.MAX_VALUE, ordered ? Spliterator.ORDERED : 0);
        }

        @Override
        public boolean tryAdvance(Consumer<? super @Nullable Object> action) {
            while (!ready.hasNext()) {
                if (failure != null) {
                    close();
                    throw FailureText.completion(failure);
                }
                ChunkResult next = nextUnchecked();
                if (next == null) {
                    return false;
                }
                ready = Arrays.asList(next.results()).iterator();
                failure = next.failure();
            }
            action.accept(ready.next());
            return true;
        }

        private @Nullable ChunkResult nextUnchecked() {
            try {
                return next();
            } catch (ExecutionException e) {
                close();
                throw FailureText.completion(Objects.requireNonNull(e.getCause()));
            } catch (InterruptedException e) {
                close();
                Thread.currentThread().interrupt();
                throw new io.heddle.HeddleException(
                        "interrupted while waiting for the next result of a stream; it is closed",
                        e);
            }
        }
    }
}
