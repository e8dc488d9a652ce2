package io.heddle.cluster.internal.pool;

import io.heddle.TaskLine;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The form in which a printed line travels.
final class PrintedLine {

    private PrintedLine() {}

    static byte[] write(TaskLine line) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeBoolean(line.error());
            out.writeUTF(line.worker());
            out.writeLong(line.pid());
            out.writeLong(line.taskId());
            out.writeUTF(line.taskName());
            out.write(line.text().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static TaskLine read(byte[] message) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(message))) {
            boolean error = in.readBoolean();
            String worker = in.readUTF();
            long pid = in.readLong();
            long task = in.readLong();
            String name = in.readUTF();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new TaskLine(text, error, worker, pid, task, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
