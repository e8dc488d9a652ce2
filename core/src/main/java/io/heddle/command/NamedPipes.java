package io.heddle.command;

import io.heddle.spi.Parking;
import io.heddle.spi.ServiceThreads;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// The named pipes that a command reads or writes by itself, opened before it is started.
///
/// Whoever opens a named pipe waits until somebody has opened its other end, and no interrupt reaches a thread that does
/// so. Therefore another thread waits, which a caller that is interrupted leaves behind: it stays until the other end
/// is opened, and then lets go of the pipe.
///
/// Both ends of each pipe are held until the command has its own. So its start does not wait, though those who
/// have opened the other end may have gone, and what they have written is kept for it.
///
/// ## Source
/// `fifo(7)`.
final class NamedPipes implements Closeable {

    /// Touched by one thread after the other.
    private final List<FileChannel> held = new ArrayList<>();

    private NamedPipes() {}

    /// Waits until somebody has opened the other ends.
    ///
    /// @param files what the command reads and writes; those that are no named pipes are left out
    /// @return the pipes, to be held until the command is started; perhaps none
    /// @throws InterruptedException if interrupted while waiting
    static NamedPipes await(List<SpecialFile> files) throws InterruptedException {
        List<SpecialFile> pipes = files.stream().filter(SpecialFile::isNamedPipe).toList();
        if (pipes.isEmpty()) {
            return new NamedPipes();
        }
        CompletableFuture<NamedPipes> opened = new CompletableFuture<>();
        ServiceThreads.named("heddle-waits-for-named-pipe").start(() -> openAll(pipes, opened));
        return Parking.around(() -> await(opened));
    }

    private static NamedPipes await(CompletableFuture<NamedPipes> opened)
            throws InterruptedException {
        try {
            return opened.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e); // it is always completed normally
        } catch (InterruptedException e) {
            if (!opened.cancel(false)) {
                opened.join().close();
            }
            throw e;
        }
    }

    /// @param opened given them all; done before, if nobody wants them any more
    private static void openAll(List<SpecialFile> files, CompletableFuture<NamedPipes> opened) {
        NamedPipes pipes = new NamedPipes();
        try {
            for (SpecialFile file : files) {
                if (!opened.isDone()) {
                    pipes.open(file);
                }
            }
        } finally {
            if (!opened.complete(pipes)) {
                pipes.close();
            }
        }
    }

    private void open(SpecialFile pipe) {
        OpenOption way = pipe.read() ? StandardOpenOption.READ : StandardOpenOption.WRITE;
        OpenOption opposite = pipe.read() ? StandardOpenOption.WRITE : StandardOpenOption.READ;
        try {
            held.add(FileChannel.open(pipe.path(), way));
            held.add(FileChannel.open(pipe.path(), opposite)); // does not wait any more
        } catch (IOException e) {
            // not allowed, or there is no such file any more: the start itself will tell
        }
    }

    @Override
    public void close() {
        held.forEach(OutputReader::close);
    }
}
