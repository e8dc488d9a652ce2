package io.heddle.spi;

import io.heddle.TaskFuture;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.concurrent.Future;

/// Where failures go that no future will be asked about.
final class UnheardFailures {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private UnheardFailures() {}

    static void report(TaskFuture<?> future) {
        if (future.state() != Future.State.FAILED) {
            return;
        }
        Throwable failure = future.exceptionNow();
        Thread.startVirtualThread(() -> tell(future.name(), failure)); // who hears it may hang
    }

    private static void tell(String task, Throwable failure) {
        UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        if (handler == null) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "a task failed and nobody holds its future: task=" + task,
                    failure);
        } else {
            handler.uncaughtException(Thread.currentThread(), failure);
        }
    }
}
