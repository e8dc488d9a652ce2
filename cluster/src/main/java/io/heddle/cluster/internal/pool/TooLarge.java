package io.heddle.cluster.internal.pool;

import io.heddle.TaskSerializationException;

/// Finds words for what has more bytes than the server takes at once.
final class TooLarge {

    private TooLarge() {}

    static TaskSerializationException task(String task, long bytes, long most) {
        return failure("the task", "task=%s ".formatted(task), bytes, most);
    }

    /// Of which task it is, its owner adds.
    static TaskSerializationException result(long bytes, long most) {
        return failure("the result", "", bytes, most);
    }

    private static TaskSerializationException failure(
            String what, String task, long bytes, long most) {
        return new TaskSerializationException(
                "%s is larger than the server of the cluster takes at once: %sbytes=%d most=%d; let a file that both sides reach carry what is large, or raise proto-max-bulk-len at the server"
                        .formatted(what, task, bytes, most),
                "",
                null);
    }
}
