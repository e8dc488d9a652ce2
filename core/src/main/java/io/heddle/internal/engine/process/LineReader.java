package io.heddle.internal.engine.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/// Splits one output stream of a child into lines, and finds the marks in it.
///
/// A mark of a task ends a line that was begun before it. A line longer than [#LONGEST_LINE_BYTES] is
/// handed on in pieces, and a log record longer than [#LONGEST_RECORD_BYTES] is dropped, so that no output
/// can use up memory. Used by one thread.
final class LineReader {

    static final int LONGEST_LINE_BYTES = 64 * 1024;
    static final int LONGEST_RECORD_BYTES = 1 << 20;

    private static final int LONGEST_CHARACTER_BYTES = 4;
    private static final int BUFFER_BYTES = 64 * 1024;

    /// How long a line is held back at most, if nothing follows it.
    private static final long LONGEST_HOLD_NANOS = 100_000_000;

    private static final long LOOK_AGAIN_NANOS = 5_000_000;

    /// Gets what was read.
    interface Receiver {
        /// A line, or a piece of a very long one.
        ///
        /// @param text without its end
        /// @param task the task of the last mark, 0 if none
        void line(String text, long task);

        /// A log record.
        ///
        /// @param bytes the record
        /// @param task the task that logged it, 0 if none
        default void record(byte[] bytes, long task) {}

        /// A mark of a task: from here on at the latest, it is the program that writes.
        default void marked() {}

        /// Tells whether lines are held back that depend on what follows.
        default boolean holdsBack() {
            return false;
        }

        /// Nothing follows for now.
        default void pause() {}
    }

    private final InputStream in;
    private final OutputMark mark;
    private final Receiver receiver;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final ByteArrayOutputStream between = new ByteArrayOutputStream(64);
    private final ByteArrayOutputStream record = new ByteArrayOutputStream(0);
    private boolean inMark;
    private long task;

    LineReader(InputStream in, OutputMark mark, Receiver receiver) {
        this.in = in;
        this.mark = mark;
        this.receiver = receiver;
    }

    /// Reads to the end of the stream.
    void run() {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                take(buffer, count);
                if (receiver.holdsBack() && !moreComesSoon()) {
                    receiver.pause();
                }
            }
        } catch (IOException e) {
            System.getLogger("io.heddle") // the pipe was closed from our side
                    .log(System.Logger.Level.DEBUG, "the output of a child ended", e);
        }
        if (inMark) {
            giveBackBetween();
        }
        handOn();
    }

    private boolean moreComesSoon() throws IOException {
        long begin = System.nanoTime();
        while (in.available() == 0) {
            if (System.nanoTime() - begin > LONGEST_HOLD_NANOS) {
                return false;
            }
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
        }
        return true;
    }

    private void take(byte[] buffer, int end) {
        int at = 0;
        while (at < end) {
            at = inMark ? takeWithinMark(buffer, at) : takeText(buffer, at, end);
        }
    }

    // ---- text ----------------------------------------------------------------------------------

    /// Takes text up to the end of a line or the beginning of a mark, and that one too.
    private int takeText(byte[] buffer, int begin, int end) {
        int stop = begin;
        while (stop < end && buffer[stop] != '\n' && buffer[stop] != OutputMark.BORDER) {
            stop++;
        }
        add(buffer, begin, stop);
        if (stop == end) {
            return stop;
        }
        if (buffer[stop] == '\n') {
            endLine();
        } else {
            inMark = true;
        }
        return stop + 1;
    }

    /// A piece ends before a character of UTF-8, not within one.
    private void add(byte[] bytes, int begin, int end) {
        int at = begin;
        while (at < end) {
            int room = LONGEST_LINE_BYTES - line.size();
            if (room <= 0) {
                boolean continues = (bytes[at] & 0xC0) == 0x80;
                if (continues && room > -LONGEST_CHARACTER_BYTES) {
                    room = 1;
                } else {
                    handOn();
                    room = LONGEST_LINE_BYTES;
                }
            }
            int step = Math.min(room, end - at);
            line.write(bytes, at, step);
            at += step;
        }
    }

    /// Ends a line at its line feed; a carriage return before it belongs to the end too.
    private void endLine() {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        receiver.line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text, task);
    }

    /// Hands on what there is of a line that has not ended.
    private void handOn() {
        if (line.size() > 0) {
            String text = line.toString(StandardCharsets.UTF_8);
            line.reset();
            receiver.line(text, task);
        }
    }

    // ---- marks ---------------------------------------------------------------------------------

    /// Takes one byte behind a border, unless it shows that this was none.
    private int takeWithinMark(byte[] buffer, int at) {
        byte next = buffer[at];
        if (next != OutputMark.BORDER && mark.mayHave(between.size(), next)) {
            between.write(next);
            return at + 1;
        }
        OutputMark.Content content =
                next == OutputMark.BORDER ? mark.read(between.toByteArray()) : null;
        if (content == null) {
            giveBackBetween();
            return at;
        }
        between.reset();
        inMark = false;
        obey(content);
        return at + 1;
    }

    /// What looked like a mark was the task's own.
    private void giveBackBetween() {
        inMark = false;
        byte[] own = between.toByteArray();
        between.reset();
        add(new byte[] {OutputMark.BORDER}, 0, 1);
        add(own, 0, own.length);
    }

    private void obey(OutputMark.Content content) {
        byte[] piece = content.piece();
        if (piece == null) {
            handOn();
            task = content.task();
            receiver.marked();
            return;
        }
        if (record.size() <= LONGEST_RECORD_BYTES) {
            record.write(piece, 0, piece.length);
        }
        if (content.last()) {
            endRecord(content.task());
        }
    }

    private void endRecord(long of) {
        byte[] whole = record.toByteArray();
        record.reset();
        if (whole.length <= LONGEST_RECORD_BYTES) {
            receiver.record(whole, of);
        }
    }
}
