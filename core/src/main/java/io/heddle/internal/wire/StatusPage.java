package io.heddle.internal.wire;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// A few bytes of memory that a worker shares with its parent, in which it says what it has
/// started.
///
/// Saying so costs the worker three stores, a fence and no system call, and what it said survives any death:
/// the pages of a mapped file belong to the system, not to the process.
///
/// | offset | bytes | field       | written by | order                    | read by                      |
/// |-------:|------:|-------------|------------|--------------------------|------------------------------|
/// |      0 |     8 | `startedAt` | worker     | plain                    | parent, after `started`      |
/// |      8 |     8 | `started`   | worker     | after a release fence    | parent, before an acquire    |
/// |     16 |     8 | `item`      | worker     | plain                    | parent                       |
/// |     24 |     8 | `forbidden` | parent     | before a full fence      | worker, after a full fence   |
///
/// A buffer and fences are used, not a memory segment's own handles: those cost every child some
/// milliseconds at its start. The buffer is that of a segment, since the JDK makes one without a segment by
/// reflection, which costs more still.
///
/// `started` is the id of the task that was started last. `startedAt` is when, on the scale of
/// [System#nanoTime()], which on Linux and macOS is one clock for all processes.
///
/// `item` is the number of the item of a `map` that began last, plus one; 0 if the task has no items. If
/// items have a time limit, `startedAt` moves with them.
///
/// `forbidden` has a bit for each task that may not start any more ([#markOf(long)]), and all bits if
/// nothing may. A worker looks at it after it has said what it starts; the parent looks at `started` after
/// it has written it. So at least one of them sees the other, and what the parent does not see started
/// never starts, even if the worker was stopped for hours between two instructions.
///
/// The memory is given back when nobody refers to the page any more.
public final class StatusPage {

    /// The marks of all tasks there may ever be.
    public static final long ALL = -1;

    private static final int STARTED_AT = 0;
    private static final int STARTED = 8;
    private static final int ITEM = 16;
    private static final int FORBIDDEN = 24;
    private static final int BYTES = 32;

    private final ByteBuffer page;

    /// @param page 32 bytes of a mapped file
    StatusPage(ByteBuffer page) {
        this.page = page.order(ByteOrder.nativeOrder()); // so that a number is written by one store
    }

    private static ByteBuffer map(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES, Arena.ofAuto())
                    .asByteBuffer();
        }
    }

    /// Makes the page, in the parent. The bytes are really written, so that a full file system is an
    /// exception here and not a fault of memory later.
    ///
    /// @param file a file that does not exist yet
    /// @return the page
    /// @throws IOException if the file cannot be made
    public static StatusPage create(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.allocate(BYTES));
        }
        return new StatusPage(map(file));
    }

    /// Opens the page, in the worker.
    ///
    /// @param file the file
    /// @return the page
    /// @throws IOException if it cannot be opened
    public static StatusPage open(Path file) throws IOException {
        return new StatusPage(map(file));
    }

    /// Says that a task is about to run.
    ///
    /// @param id the task
    /// @return whether it may; if not, it is as if nothing had been said
    public boolean started(long id) {
        long before = page.getLong(STARTED);
        page.putLong(ITEM, 0);
        page.putLong(STARTED_AT, System.nanoTime());
        VarHandle.releaseFence(); // SYNC task-started
        page.putLong(STARTED, id);
        VarHandle.fullFence(); // SYNC task-forbidden
        if ((page.getLong(FORBIDDEN) & markOf(id)) != 0) {
            page.putLong(STARTED, before);
            return false;
        }
        return true;
    }

    /// Gives the mark of a task: a number with one bit. Other tasks have the same mark, so whoever forbids
    /// one must have use for others that come back.
    ///
    /// @param id the task
    /// @return the mark
    public static long markOf(long id) {
        return 1L << id; // of which the last six bits count
    }

    /// Lets no task start any more that has one of these marks; all others may.
    ///
    /// If the worker is about to start one at this very moment, [#lastStarted()] may name it, and the
    /// worker withdraws all the same.
    ///
    /// @param marks marks of tasks, or [#ALL]
    public void forbid(long marks) {
        page.putLong(FORBIDDEN, marks);
        VarHandle.fullFence(); // SYNC task-forbidden
    }

    /// Says that an item of the task begins.
    ///
    /// @param number which
    public void item(long number) {
        page.putLong(ITEM, number + 1);
    }

    /// Says that an item of the task begins, and when.
    ///
    /// @param number which
    public void timedItem(long number) {
        page.putLong(STARTED_AT, System.nanoTime());
        item(number);
    }

    /// Tells which item of the task that was started last has begun last.
    ///
    /// @return its number, negative if the task has none
    public long lastItem() {
        return page.getLong(ITEM) - 1;
    }

    /// Tells which task was started last.
    ///
    /// @return its id, 0 if none was
    public long lastStarted() {
        long id = page.getLong(STARTED);
        VarHandle.acquireFence(); // SYNC task-started
        return id;
    }

    /// Tells when the last task, or the last item that has a time limit, was started.
    ///
    /// @return a time on the scale of [System#nanoTime()]
    public long lastStartedAtNanos() {
        return page.getLong(STARTED_AT);
    }
}
