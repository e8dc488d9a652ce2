package io.heddle.internal.engine.process;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A few bytes that a worker puts into its own standard output and error: to say which task writes from
/// there on, or to hand its parent a log record.
///
/// | mark                       | meaning                                                      |
/// |----------------------------|--------------------------------------------------------------|
/// | `RS token : id RS`         | what follows was written by this task; 0 for none            |
/// | `RS token : id + base64 RS`| a piece of a log record of this task; more pieces follow     |
/// | `RS token : id . base64 RS`| the last piece of a log record of this task                  |
///
/// RS is the byte 0x1E. The token is one that the child keeps to itself, so that no task can write a mark
/// by accident. The mark of a task is put in only when the task's first characters are written, so a task
/// that prints nothing costs nothing.
///
/// No mark is longer than what the system writes to a pipe in one piece, so that nobody else who writes
/// there, such as a sub-process, can write into its middle.
///
/// ## Source
/// `pipe(7)`, PIPE_BUF.
final class OutputMark {

    static final byte BORDER = 0x1E;

    private static final int PIPE_BUF = 4_096;

    /// Nothing that is longer can be a mark.
    private static final int LONGEST = PIPE_BUF - 2;

    /// The characters of the largest number.
    private static final int ID_CHARACTERS = 19;

    private static final char MORE_FOLLOWS = '+';
    private static final char LAST = '.';

    private final byte[] prefix;

    /// How many bytes of a log record fit into one mark.
    private final int pieceBytes;

    OutputMark(String token) {
        this.prefix = (token + ":").getBytes(StandardCharsets.US_ASCII);
        this.pieceBytes = (LONGEST - prefix.length - ID_CHARACTERS - 1) / 4 * 3;
    }

    /// What stood between two borders.
    ///
    /// @param task the task
    /// @param piece of a log record; `null` if it only says whose the following text is
    /// @param last whether the piece ends its record
    record Content(long task, byte @Nullable [] piece, boolean last) {}

    byte[] of(long task) {
        return mark(Long.toString(task));
    }

    /// Writes a log record as marks, each to be written by one call.
    byte[][] ofRecord(long task, byte[] record) {
        int count = Math.max(1, Math.ceilDiv(record.length, pieceBytes));
        byte[][] marks = new byte[count][];
        for (int i = 0; i < count; i++) {
            int end = Math.min(record.length, (i + 1) * pieceBytes);
            byte[] piece = Arrays.copyOfRange(record, i * pieceBytes, end);
            String text = Base64.getEncoder().encodeToString(piece);
            marks[i] = mark(task + "" + (i < count - 1 ? MORE_FOLLOWS : LAST) + text);
        }
        return marks;
    }

    private byte[] mark(String content) {
        byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
        byte[] mark = new byte[prefix.length + bytes.length + 2];
        mark[0] = BORDER;
        System.arraycopy(prefix, 0, mark, 1, prefix.length);
        System.arraycopy(bytes, 0, mark, 1 + prefix.length, bytes.length);
        mark[mark.length - 1] = BORDER;
        return mark;
    }

    /// Tells whether what stands behind a border can still become a mark, so that nothing is held back
    /// that only begins like one.
    ///
    /// @param place how many bytes were read behind the border
    /// @param next the byte at that place
    boolean mayHave(int place, byte next) {
        return place < prefix.length
                ? prefix[place] == next
                : place < LONGEST && next > ' ' && next < 0x7F;
    }

    /// Reads what stood between two borders.
    ///
    /// @return what it says; `null` if it is not a mark
    @Nullable Content read(byte[] between) {
        if (between.length <= prefix.length
                || !Arrays.equals(between, 0, prefix.length, prefix, 0, prefix.length)) {
            return null;
        }
        int end = prefix.length;
        while (end < between.length && between[end] >= '0' && between[end] <= '9') {
            end++;
        }
        try {
            return content(between, end);
        } catch (IllegalArgumentException e) {
            return null; // no number, or no base64
        }
    }

    private Content content(byte[] between, int endOfId) {
        String id =
                new String(
                        between, prefix.length, endOfId - prefix.length, StandardCharsets.US_ASCII);
        long task = Long.parseLong(id);
        if (endOfId == between.length) {
            return new Content(task, null, false);
        }
        byte kind = between[endOfId];
        if (kind != MORE_FOLLOWS && kind != LAST) {
            throw new IllegalArgumentException("no mark has this: " + (char) kind);
        }
        byte[] text = Arrays.copyOfRange(between, endOfId + 1, between.length);
        return new Content(task, Base64.getDecoder().decode(text), kind == LAST);
    }
}
