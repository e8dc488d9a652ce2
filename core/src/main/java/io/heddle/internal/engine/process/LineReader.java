package io.heddle.internal.engine.process;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/// Splits one output stream of a child into lines and finds the marks of tasks in it.
///
/// A mark ends a line that was begun before it. A line longer than [#LONGEST_LINE_BYTES] is handed on in
/// pieces, so that no output can use up memory. Used by one thread.
final class LineReader {

    static final int LONGEST_LINE_BYTES = 64 * 1024;

    private static final int LONGEST_CHARACTER_BYTES = 4;
    private static final int BUFFER_BYTES = 64 * 1024;

    /// Gets what was read.
    interface Receiver {
        /// A line, or a piece of a very long one.
        ///
        /// @param text without its end
        /// @param task the task of the last mark, 0 if none
        void line(String text, long task);
    }

    private final InputStream in;
    private final OutputMark mark;
    private final Receiver receiver;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    private final ByteArrayOutputStream between = new ByteArrayOutputStream(OutputMark.LONGEST);
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

    private void take(byte[] buffer, int count) {
        for (int i = 0; i < count; i++) {
            byte next = buffer[i];
            if (inMark) {
                takeWithinMark(next);
            } else if (next == OutputMark.BORDER) {
                inMark = true;
            } else if (next == '\n') {
                endLine();
            } else {
                add(next);
            }
        }
    }

    private void takeWithinMark(byte next) {
        if (next != OutputMark.BORDER && next != '\n' && between.size() < OutputMark.LONGEST) {
            between.write(next);
            return;
        }
        OptionalLong marked = mark.taskOf(between.toString(StandardCharsets.US_ASCII));
        if (next == OutputMark.BORDER && marked.isPresent()) {
            handOn();
            task = marked.getAsLong();
            between.reset();
            inMark = false;
            return;
        }
        giveBackBetween();
        take(new byte[] {next}, 1);
    }

    /// What looked like a mark was the task's own.
    private void giveBackBetween() {
        inMark = false;
        add(OutputMark.BORDER);
        for (byte own : between.toByteArray()) {
            add(own);
        }
        between.reset();
    }

    /// A piece ends before a character of UTF-8, not within one.
    private void add(byte next) {
        boolean continues = (next & 0xC0) == 0x80;
        int room = LONGEST_LINE_BYTES - line.size();
        if (room <= 0 && (!continues || room <= -LONGEST_CHARACTER_BYTES)) {
            handOn();
        }
        line.write(next);
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
}
