package io.heddle.stress;

import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Hears of what nobody else would be told: an exception that ends a thread, and what Heddle logs as an
/// error.
final class Troubles implements AutoCloseable {

    private final Ledger ledger;
    private final Logger logger = Logger.getLogger("io.heddle");
    private final Handler handler = new Listening();
    private final Thread.@Nullable UncaughtExceptionHandler before =
            Thread.getDefaultUncaughtExceptionHandler();

    Troubles(Ledger ledger) {
        this.ledger = ledger;
        logger.addHandler(handler);
        Thread.setDefaultUncaughtExceptionHandler(this::uncaught);
    }

    private void uncaught(Thread thread, Throwable failure) {
        StringBuilder stack = new StringBuilder();
        for (StackTraceElement frame : failure.getStackTrace()) {
            stack.append("\n        at ").append(frame);
        }
        ledger.fault(
                Fault.Sort.INNOCENT,
                0,
                0,
                "an exception ended a thread: thread=%s %s%s"
                        .formatted(thread.getName(), failure, stack));
    }

    @Override
    public void close() {
        logger.removeHandler(handler);
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    private final class Listening extends Handler {

        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.SEVERE.intValue()) {
                ledger.fault(
                        Fault.Sort.INNOCENT,
                        0,
                        0,
                        "an error was logged: %s %s"
                                .formatted(entry.getMessage(), entry.getThrown()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
