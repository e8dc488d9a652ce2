package io.heddle.internal.engine.process;

import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Outbox;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Files that only the class loaders of the parent know, asked for over the wire.
///
/// Any thread of the worker asks and waits, several at once. The control thread brings the answers; it
/// never asks itself. A wait ends with the answer, or with [#close()], or with this process: when the
/// parent is gone, that is not long ([WorkerControl]). An interrupt does not end it, since a class that
/// could not be loaded once is gone for the code that needed it; it is still there afterwards.
final class WorkerFiles {

    private final Outbox answers;
    private final AtomicLong questions = new AtomicLong();
    private final Map<Long, CompletableFuture<List<byte[]>>> open = new ConcurrentHashMap<>();

    /// Set by the thread that ends the process.
    private volatile boolean closed;

    WorkerFiles(Outbox answers) {
        this.answers = answers;
    }

    /// Gives the files of a name.
    ///
    /// @param loader the number of the parent's loader
    /// @param name the name, with slashes
    /// @param all whether to give all of them, not only the first
    /// @return the files; none if the loader knows none, or nobody answers any more
    List<byte[]> ask(long loader, String name, boolean all) {
        long question = questions.incrementAndGet();
        CompletableFuture<List<byte[]>> answer = new CompletableFuture<>();
        open.put(question, answer);
        if (closed) { // SYNC files-closed
            answer.complete(List.of());
        }
        answers.add(Frame.filesWanted(question, loader, name, all));
        answers.flush();
        try {
            return answer.join();
        } finally {
            open.remove(question);
        }
    }

    void answered(Frame frame) {
        CompletableFuture<List<byte[]>> answer = open.get(frame.id());
        if (answer != null) {
            answer.complete(frame.payload().attachments());
        }
    }

    /// Says that no answer will come any more.
    void close() {
        closed = true; // SYNC files-closed
        for (CompletableFuture<List<byte[]>> answer : open.values()) {
            answer.complete(List.of());
        }
    }
}
