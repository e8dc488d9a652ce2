package io.heddle.monitor;

import io.heddle.HeddleException;
import io.heddle.StrandStatus;
import io.heddle.internal.os.ProcFs;
import io.heddle.spi.Parking;
import io.heddle.spi.ServiceThreads;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Looks at one process again and again, and keeps what has changed until somebody reads it.
final class ProcessWatch implements AutoCloseable {

    private static final int MOST_UNREAD = 1_000;
    private static final long LINGER_MILLIS = 20;

    /// A thread that may end looks that often whether it should.
    private static final long LINGER_WHILE_WATCHING_MILLIS = TimeUnit.HOURS.toMillis(1);

    private static final ScheduledThreadPoolExecutor LOOKOUT = makeLookout();

    /// How many watches there are for the thread. Guarded by the class.
    private static int watches;

    private final long pid;

    /// Says what the process is doing; once it has ended, always ENDED.
    private final Supplier<StrandStatus> sight;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by the lock
    private final Deque<ProcessChange> unread = new ArrayDeque<>();
    private @Nullable StrandStatus last;
    private boolean over;
    private @Nullable Throwable failure;
    private @Nullable Future<?> looking;
    private @Nullable ProcessHandle child;

    ProcessWatch(long pid, Supplier<StrandStatus> sight) {
        this.pid = pid;
        this.sight = sight;
    }

    private static ScheduledThreadPoolExecutor makeLookout() {
        ScheduledThreadPoolExecutor lookout =
                new ScheduledThreadPoolExecutor(
                        1, ServiceThreads.named("heddle-watches-processes").factory());
        lookout.setRemoveOnCancelPolicy(true);
        lookout.setKeepAliveTime(LINGER_MILLIS, TimeUnit.MILLISECONDS);
        lookout.allowCoreThreadTimeOut(true);
        return lookout;
    }

    static ProcessWatch begin(long pid, Duration interval) {
        ProcessWatch watch = new ProcessWatch(pid, sightOf(pid));
        watch.look();
        try {
            watch.lookEvery(interval);
            watch.hearTheEndOfAChild();
        } catch (RuntimeException | Error e) { // no thread
            watch.close();
            throw e;
        }
        return watch;
    }

    private static Supplier<StrandStatus> sightOf(long pid) {
        if (pid <= 0 || ProcFs.isThread(pid)) {
            return () -> StrandStatus.ENDED;
        }
        return ProcFs.isThere() ? sightByProc(pid) : sightByHandle(pid);
    }

    private static Supplier<StrandStatus> sightByProc(long pid) {
        Optional<ProcFs.Stat> first = ProcFs.stat(pid);
        return () ->
                ProcFs.stat(pid)
                        .filter(now -> first.filter(now::isOfSameProcess).isPresent())
                        .map(ProcFs::status)
                        .orElse(StrandStatus.ENDED);
    }

    private static Supplier<StrandStatus> sightByHandle(long pid) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        return () ->
                ProcessInfo.of(pid)
                        .filter(info -> process.filter(ProcessHandle::isAlive).isPresent())
                        .map(ProcessInfo::status)
                        .orElse(StrandStatus.ENDED);
    }

    private static synchronized void count(int change) {
        watches += change;
        LOOKOUT.setKeepAliveTime(
                watches == 0 ? LINGER_MILLIS : LINGER_WHILE_WATCHING_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void lookEvery(Duration interval) {
        long nanos = TimeUnit.NANOSECONDS.convert(interval);
        lock.lock();
        try {
            if (!over) {
                looking =
                        LOOKOUT.scheduleWithFixedDelay(
                                this::look, nanos, nanos, TimeUnit.NANOSECONDS);
                count(1);
            }
        } finally {
            lock.unlock();
        }
    }

    /// For others the JDK would only look, too, less and less often, with a thread for each that stays until it ends.
    private void hearTheEndOfAChild() {
        Optional<ProcessHandle> found =
                ProcessHandle.of(pid)
                        .filter(handle ->
                                handle.parent()
                                        .filter(ProcessHandle.current()::equals)
                                        .isPresent());
        lock.lock();
        try {
            if (!over && found.isPresent()) {
                child = found.get();
                ChildEnds.tell(child, this);
            }
        } finally {
            lock.unlock();
        }
    }

    void look() {
        StrandStatus seen;
        try {
            seen = sight.get();
        } catch (HeddleException e) {
            return; // nobody can look now, so nothing is known
        } catch (RuntimeException | Error e) {
            fail(e);
            return;
        }
        note(seen);
    }

    /// Ends the watch, whose reader is told why after what it has not read yet.
    private void fail(Throwable why) {
        lock.lock();
        try {
            if (!over) {
                failure = why;
                end();
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    void note(StrandStatus status) {
        lock.lock();
        try {
            if (over || status == last) {
                return;
            }
            last = status;
            if (unread.size() == MOST_UNREAD) {
                unread.removeFirst();
            }
            unread.add(new ProcessChange(pid, status, Instant.now()));
            if (status == StrandStatus.ENDED) {
                end();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Called with the lock.
    private void end() {
        over = true;
        if (looking != null) {
            looking.cancel(false);
            looking = null;
            count(-1);
        }
        if (child != null) {
            ChildEnds.forget(child, this);
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            unread.clear();
            failure = null;
            end();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    Stream<ProcessChange> stream() {
        Spliterator<ProcessChange> changes =
                new Spliterators.AbstractSpliterator<>(
                        Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL) {
                    @Override
                    public boolean tryAdvance(Consumer<? super ProcessChange> action) {
                        ProcessChange next = next();
                        if (next != null) {
                            action.accept(next);
                        }
                        return next != null;
                    }
                };
        return StreamSupport.stream(changes, false).onClose(this::close);
    }

    /// Waits for a change.
    ///
    /// @return the next one, or `null` after the last
    private @Nullable ProcessChange next() {
        try {
            return Parking.<@Nullable ProcessChange, InterruptedException>around(this::take);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            CancellationException cancelled =
                    new CancellationException(
                            "interrupted while waiting for the next change of a process: pid=%d; the stream is closed"
                                    .formatted(pid));
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    private @Nullable ProcessChange take() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (unread.isEmpty() && !over) {
                changed.await();
            }
            ProcessChange next = unread.poll();
            if (next == null && failure != null) {
                throw new HeddleException(
                        "a process cannot be watched any more: pid=%d; a look at it failed"
                                .formatted(pid),
                        failure);
            }
            return next;
        } finally {
            lock.unlock();
        }
    }
}
