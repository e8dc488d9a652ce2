package io.heddle.spi;

import io.heddle.HeddleException;
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
        String text = "a task failed and nobody holds its future: task=" + future.name();
        tell(text, failure, failure);
    }

    /// Reports the failure of a strand that cannot be reached any more.
    ///
    /// @param text says which one; a handler gets it with the failure as its cause
    static void tell(String text, Throwable failure) {
        tell(text, failure, new HeddleException(text, failure));
    }

    private static void tell(String text, Throwable failure, Throwable forHandler) {
        Thread.startVirtualThread(() -> { // who hears it may hang
            UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
            if (handler == null) {
                LOG.log(System.Logger.Level.ERROR, text, FailureText.printable(failure));
            } else {
                handler.uncaughtException(Thread.currentThread(), forHandler);
            }
        });
    }

    /// Reports it at the end of the program, when loggers may have gone: as of a thread that it ended, so a
    /// handler hears it, or else it is on standard error.
    static void tellAtEnd(String text, Throwable failure) {
        Thread self = Thread.currentThread();
        Throwable told =
                Thread.getDefaultUncaughtExceptionHandler() == null
                        ? FailureText.printable(failure)
                        : failure;
        self.getThreadGroup().uncaughtException(self, new HeddleException(text, told));
    }
}
