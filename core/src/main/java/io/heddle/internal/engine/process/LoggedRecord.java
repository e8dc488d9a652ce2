package io.heddle.internal.engine.process;

import io.heddle.spi.Codec;
import io.heddle.spi.CodecRules;
import io.heddle.spi.FailureEnvelope;
import io.heddle.spi.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A log record on its way from a worker to its parent.
///
/// The message is formatted already, and an exception is only told of: neither parameters nor exceptions
/// of the user are written or read, so a record always arrives.
///
/// @param logger the name of the logger
/// @param level its level, as a number of `java.util.logging`
/// @param at when it was logged
/// @param thread the number of the thread that logged it
/// @param source the class that logged it; empty if that is not known
/// @param method the method that logged it; empty if that is not known
/// @param message what it says
/// @param thrown what it tells of an exception, or `null`
record LoggedRecord(
        String logger,
        int level,
        Instant at,
        long thread,
        String source,
        String method,
        String message,
        @Nullable FailureEnvelope thrown) {

    /// Only types of our own are read: what a record says does not come under the rules of a pool.
    private static final Codec CODEC = Codec.jdk(CodecRules.defaults().plusAllowed(List.of()));

    private static final int LONGEST_TEXT_BYTES = 256 * 1024;
    private static final int MOST_THROWN_BYTES = 256 * 1024;
    private static final String CUT = " … (cut)";

    byte[] bytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(level);
        out.writeLong(at.getEpochSecond());
        out.writeInt(at.getNano());
        out.writeLong(thread);
        writeText(out, logger);
        writeText(out, source);
        writeText(out, method);
        byte[] told = thrown == null ? new byte[0] : CODEC.encode(thrown).main();
        boolean tooLong = told.length > MOST_THROWN_BYTES;
        writeText(out, tooLong && thrown != null ? message + " " + nameOf(thrown) : message);
        out.write(tooLong ? new byte[0] : told);
        return bytes.toByteArray();
    }

    private static String nameOf(FailureEnvelope thrown) {
        return "(thrown: " + thrown.outline().type() + ", with more than fits here)";
    }

    /// Reads what [#bytes] wrote.
    ///
    /// @throws IOException if it is something else
    static LoggedRecord read(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int level = in.readInt();
            Instant at = Instant.ofEpochSecond(in.readLong(), in.readInt());
            long thread = in.readLong();
            return new LoggedRecord(
                    readText(in),
                    level,
                    at,
                    thread,
                    readText(in),
                    readText(in),
                    readText(in),
                    readThrown(in.readAllBytes()));
        } catch (java.time.DateTimeException | ArithmeticException e) {
            throw new IOException("a log record with an impossible time", e);
        }
    }

    private static @Nullable FailureEnvelope readThrown(byte[] told) throws IOException {
        if (told.length == 0) {
            return null;
        }
        try {
            return CODEC.decode(Payload.of(told)) instanceof FailureEnvelope envelope
                    ? new FailureEnvelope(new byte[0], envelope.outline())
                    : null;
        } catch (ClassNotFoundException e) {
            throw new IOException("a log record with an unknown class", e);
        }
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        boolean tooLong =
                text.length() > LONGEST_TEXT_BYTES / 3; // bytes that a character has at most
        String kept = tooLong ? text.substring(0, LONGEST_TEXT_BYTES / 3) + CUT : text;
        byte[] bytes = kept.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a log record with an impossible length: bytes=" + length);
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
}
