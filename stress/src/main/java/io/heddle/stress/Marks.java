package io.heddle.stress;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Where tasks leave a mark when they begin and when they have their result.
///
/// Each process has a file of its own and appends eight bytes for each mark by one system call, so a mark
/// survives any death that comes after it. A plain stream is used, since a file channel would be closed by
/// the interrupt of a task.
///
/// | bits | meaning |
/// |---|---|
/// | 1–63 | number of the run |
/// | 0 | 0 if it begins, 1 if it has its result |
///
/// @param folder the folder of the files
record Marks(String folder) implements Serializable {

    /// The open files of this process.
    private static final Map<String, FileOutputStream> FILES = new ConcurrentHashMap<>();

    /// A run begins.
    void begin(long number) throws IOException {
        write(number << 1);
    }

    /// A run has its result, or the exception that it is to throw.
    void end(long number) throws IOException {
        write(number << 1 | 1);
    }

    private void write(long mark) throws IOException {
        FILES.computeIfAbsent(folder, Marks::open)
                .write(ByteBuffer.allocate(Long.BYTES).putLong(mark).array());
    }

    private static FileOutputStream open(String folder) {
        Path file =
                Path.of(
                        folder,
                        ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()));
        try {
            return new FileOutputStream(file.toFile(), true);
        } catch (IOException e) {
            throw new UncheckedIOException("a task has no place for its mark: file=" + file, e);
        }
    }

    /// Closes the file that tasks in this process itself have opened.
    void close() throws IOException {
        FileOutputStream file = FILES.remove(folder);
        if (file != null) {
            file.close();
        }
    }
}
