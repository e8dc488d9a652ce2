package io.heddle.internal.engine.process;

import io.heddle.spi.FailureEnvelope;
import java.io.IOException;
import java.util.Objects;
import java.util.logging.ErrorManager;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/// Sends the records of a worker to its parent, each before the call that logs it returns, so that not
/// even the last one before a crash is lost.
public final class WorkerLogHandler extends Handler {

    private static final Formatter MESSAGES = new SimpleFormatter();

    /// Whether the thread is formatting a record: what a parameter's `toString` logs is not formatted again,
    /// or it might never end.
    private static final ThreadLocal<Boolean> FORMATTING = ThreadLocal.withInitial(() -> false);

    /// Makes the handler; called by the `LogManager`.
    public WorkerLogHandler() {}

    @Override
    public void publish(LogRecord record) {
        if (!isLoggable(record) || WorkerRehearsal.isGoingOnHere()) {
            return;
        }
        try {
            WorkerLogs.send(packed(record));
        } catch (IOException | RuntimeException | Error e) {
            Exception reason = e instanceof Exception exception ? exception : new Exception(e);
            reportError(
                    "a log record could not be sent to the parent",
                    reason,
                    ErrorManager.WRITE_FAILURE);
        }
    }

    private static LoggedRecord packed(LogRecord record) {
        Throwable thrown = record.getThrown();
        return new LoggedRecord(
                Objects.requireNonNullElse(record.getLoggerName(), ""),
                record.getLevel().intValue(),
                record.getInstant(),
                record.getLongThreadID(),
                Objects.requireNonNullElse(record.getSourceClassName(), ""),
                Objects.requireNonNullElse(record.getSourceMethodName(), ""),
                message(record),
                thrown == null ? null : FailureEnvelope.describe(thrown));
    }

    private static String message(LogRecord record) {
        String raw = Objects.requireNonNullElse(record.getMessage(), "null");
        if (FORMATTING.get()) {
            return raw;
        }
        FORMATTING.set(true);
        try {
            return Objects.requireNonNullElse(MESSAGES.formatMessage(record), raw);
        } catch (RuntimeException | StackOverflowError e) {
            return raw + " (its parameters could not be formatted: " + e.getClass().getName() + ")";
        } finally {
            FORMATTING.remove();
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
