package io.heddle.cluster.internal.pool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// A task as it travels. Whoever carries it reads all but the body, which is for the process that runs it.
///
/// @param taskId the number that its owner knows it by
/// @param name what messages call it
/// @param timeout how long it may run
/// @param callable whether its body has a result
/// @param items how many items it is made of, 0 if of none
/// @param classes under which key its classes lie, empty if they are on the class path
/// @param body its body as a codec has written it
record TaskForm(
        long taskId,
        String name,
        Optional<Duration> timeout,
        boolean callable,
        int items,
        String classes,
        byte[] body) {

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length + name.length() + 64);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(taskId);
            out.writeUTF(name);
            out.writeLong(timeout.map(Duration::toNanos).orElse(0L));
            out.writeBoolean(callable);
            out.writeInt(items);
            out.writeUTF(classes);
            out.writeInt(body.length);
            out.write(body);
        } catch (IOException e) {
            throw new IllegalStateException("a task could not be written: task=" + name, e);
        }
        return bytes.toByteArray();
    }

    static TaskForm of(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            long taskId = in.readLong();
            String name = in.readUTF();
            long nanos = in.readLong();
            return new TaskForm(
                    taskId,
                    name,
                    nanos > 0 ? Optional.of(Duration.ofNanos(nanos)) : Optional.empty(),
                    in.readBoolean(),
                    in.readInt(),
                    in.readUTF(),
                    readBody(in));
        }
    }

    private static byte[] readBody(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a task is cut off: bytes=" + length);
        }
        return in.readNBytes(length);
    }
}
