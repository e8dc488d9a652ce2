package io.heddle.testkit;

import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.TaskPool;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;

/// Child processes of which each runs one task after another, every task in a thread of its own; tasks that run at the
/// same time are in different ones. A contract of a hundred tests so needs some children and not some hundred.
///
/// What depends on a process that has just begun or ends is tried by the signals of [SharedWithANativeChildTest], in a
/// long run by all of them, and by the tests of kills.
final class Hosts implements Elsewhere, AutoCloseable {

    private final String[] jvmArguments;
    private final Queue<TaskPool> all = new ConcurrentLinkedQueue<>();
    private final Queue<TaskPool> idle = new ConcurrentLinkedQueue<>();

    Hosts(String... jvmArguments) {
        this.jvmArguments = jvmArguments;
    }

    @Override
    public <T> Strand<T> start(Task<T> task) {
        TaskPool host = idleOrNew();
        return Strand.ofThread()
                .start(() -> {
                    T result = run(host, task);
                    idle.add(host); // one whose task has failed may be in any state
                    return result;
                });
    }

    private TaskPool idleOrNew() {
        TaskPool host = idle.poll();
        if (host == null) {
            host = TaskPool.ofProcesses().workers(1).jvmArgs(jvmArguments).build();
            all.add(host);
        }
        return host;
    }

    private static <T> T run(TaskPool host, Task<T> task) throws Exception {
        try {
            return host.submit(() -> ofStrand(Strand.ofThread().start(task))).get();
        } catch (ExecutionException e) {
            throw cause(e);
        } catch (InterruptedException e) {
            host.shutdownNow();
            throw e;
        }
    }

    private static <T> T ofStrand(Strand<T> strand) throws Exception {
        try {
            return strand.get();
        } catch (ExecutionException e) {
            throw cause(e);
        }
    }

    private static Exception cause(ExecutionException e) {
        return switch (e.getCause()) {
            case Exception own -> own;
            case Error own -> throw own;
            case null, default -> e;
        };
    }

    /// Ends them all, with what still runs in them.
    @Override
    public void close() {
        all.forEach(TaskPool::shutdownNow);
        all.forEach(TaskPool::close);
        idle.clear();
        all.clear();
    }
}
