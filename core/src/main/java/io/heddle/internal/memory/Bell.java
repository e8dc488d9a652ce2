package io.heddle.internal.memory;

import io.heddle.HeddleException;
import io.heddle.internal.os.Descriptors;
import io.heddle.internal.os.Descriptors.Descriptor;
import io.heddle.spi.Parking;
import io.heddle.spi.ServiceThreads;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How other processes wake threads of this one.
///
/// It is a pipe. Others open it through `/proc` and write a byte; the one thread of the bell reads it and
/// unparks those who wait. What they wait for is said by 64 bits in the registry, one for every bucket of
/// shared objects. The thread runs only while somebody waits, and a little longer.
///
/// A ring is a hint. Every [#SLICE_MILLIS] all who wait are unparked without one, and look again; so a ring
/// that was lost with whoever died costs that much and no more.
///
/// Slices would hide a ring that is missing, so tests of bells switch them off: see [#WITHOUT_SLICES].
final class Bell {

    /// The name of a system property, for tests alone: who waits looks again only when it is rung. The death
    /// of another process is not noticed then.
    static final String WITHOUT_SLICES = "heddle.test.bellsWithoutSlices";

    static final int BUCKETS = 64;

    /// The longest time after which who waits looks again, rung or not.
    static final long SLICE_MILLIS = 50;

    /// How often the thread looks for somebody who waits, before it ends.
    private static final int IDLE_SLICES = 20;

    /// How often a pipe is made until it can be told from those of others.
    private static final int ATTEMPTS = 100;

    private final Pipe pipe;
    private final Descriptor descriptor;
    private final List<Set<Thread>> sleepers =
            IntStream.range(0, BUCKETS)
                    .<Set<Thread>>mapToObj(_ -> ConcurrentHashMap.newKeySet())
                    .toList();

    /// Where others say for whom they rang: one for each registry that this process takes part in.
    private final List<LongSupplier> sources = new CopyOnWriteArrayList<>();

    /// Guarded by this: the thread, `null` while nobody waits; and how many wait.
    private @Nullable Thread thread;

    private int waiting;

    private Bell(Pipe pipe, Descriptor descriptor) {
        this.pipe = pipe;
        this.descriptor = descriptor;
    }

    // ---- the pipe ------------------------------------------------------------------------------

    /// Makes a bell.
    ///
    /// @throws HeddleException if the system gives no pipe, or does not show it
    static Bell create() {
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                Bell bell = tryCreate();
                if (bell != null) {
                    return bell;
                }
            }
        } catch (IOException e) {
            throw new HeddleException("no pipe to be woken through; see `ulimit -n`", e);
        }
        throw new HeddleException(
                "no pipe to be woken through could be found in /proc/self/fd: attempts="
                        + ATTEMPTS);
    }

    /// A pipe does not say which number it has. It is the one that was not there before; if another thread
    /// has made one at the same time, nobody can tell.
    private static @Nullable Bell tryCreate() throws IOException {
        Pipe pipe;
        List<Descriptor> made;
        try (Descriptors.Watch watch = Descriptors.watch()) {
            pipe = Pipe.open();
            made = watch.opened(target -> target.startsWith("pipe:"));
        }
        pipe.source().configureBlocking(false);
        if (made.stream().map(Descriptor::target).distinct().count() == 1) {
            return new Bell(pipe, made.getFirst());
        }
        pipe.source().close();
        pipe.sink().close();
        return null;
    }

    /// Under which number other processes find it.
    int descriptorNumber() {
        return descriptor.number();
    }

    /// Adds a registry in which others say for whom they rang.
    ///
    /// @param rung tells the bits and clears them
    void listenTo(LongSupplier rung) {
        sources.add(rung);
    }

    // ---- waiting -------------------------------------------------------------------------------

    /// Says that the current thread is going to wait. It must say when it does no more.
    void enter(int bucket) {
        startIfNeeded();
        sleepers.get(bucket).add(Thread.currentThread());
    }

    private synchronized void startIfNeeded() {
        if (thread == null) {
            Thread next = ServiceThreads.named("heddle-bell").unstarted(this::serve);
            next.start(); // may fail if there are no more threads; then nobody waits
            thread = next;
        }
        waiting++;
    }

    void leave(int bucket) {
        sleepers.get(bucket).remove(Thread.currentThread());
        synchronized (this) {
            waiting--;
        }
    }

    /// Wakes those threads of this process who wait for objects of some buckets.
    void wake(long buckets) {
        for (long rest = buckets; rest != 0; rest &= rest - 1) {
            sleepers.get(Long.numberOfTrailingZeros(rest)).forEach(Parking::unpark);
        }
    }

    // ---- the thread ----------------------------------------------------------------------------

    private void serve() {
        try (Selector selector = Selector.open()) {
            pipe.source().register(selector, SelectionKey.OP_READ);
            serve(selector);
        } catch (IOException | RuntimeException | Error e) {
            serveWithoutPipe(); // no descriptor left for a selector, or no memory: slices still
            // work
        }
    }

    private void serve(Selector selector) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(Long.BYTES);
        Slices slices = new Slices();
        while (!isOver(slices)) {
            selector.select(SLICE_MILLIS);
            selector.selectedKeys().clear();
            boolean rung =
                    pipe.source().read(bytes.clear()) > 0; // also one that came after the wait
            if (rung || areSlicesOn()) {
                wake(takeRung());
            }
            slices.wakeAllIfDue();
        }
    }

    private void serveWithoutPipe() {
        boolean served = false;
        while (!served) {
            try {
                wakeInSlices();
                served = true;
            } catch (OutOfMemoryError e) {
                LockSupport.parkNanos(
                        this, SLICE_MILLIS * 1_000_000); // who waits relies on this thread
            }
        }
    }

    private void wakeInSlices() {
        Slices slices = new Slices();
        while (!isOver(slices)) {
            LockSupport.parkNanos(this, SLICE_MILLIS * 1_000_000);
            slices.wakeAllIfDue();
        }
    }

    private long takeRung() {
        long all = 0;
        for (LongSupplier source : sources) {
            all |= source.getAsLong();
        }
        return all;
    }

    private static boolean areSlicesOn() {
        return !Boolean.getBoolean(WITHOUT_SLICES);
    }

    private synchronized boolean isOver(Slices slices) {
        if (waiting > 0) {
            slices.idle = 0;
            return false;
        }
        boolean over = slices.idle >= IDLE_SLICES;
        if (over) {
            thread = null;
        }
        return over;
    }

    /// When all were woken last. Of the thread of the bell.
    private final class Slices {
        private long last = System.nanoTime();
        private int idle;

        void wakeAllIfDue() {
            long now = System.nanoTime();
            if (now - last >= SLICE_MILLIS * 1_000_000) {
                last = now;
                idle++;
                if (areSlicesOn()) {
                    wake(-1L);
                }
            }
        }
    }

    /// Ends it. Nobody may wait or ring any more.
    void close() throws IOException {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            LockSupport.unpark(running);
        }
        pipe.source().close();
        pipe.sink().close();
    }
}
