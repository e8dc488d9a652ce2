package io.heddle.command;

import java.io.Serial;
import java.io.Serializable;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/// Bytes in several arrays, of which the last one may have more than belongs to it. Whoever still fills that one
/// touches nothing of what is here.
final class Pieces implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    static final Pieces NONE = new Pieces(List.of(), 0);

    private static final int LAST_BYTES = 4096;
    private static final int MOST_LAST_LINES = 10;

    private final ArrayList<byte[]> pieces;
    private final int length;

    Pieces(List<byte[]> pieces, int length) {
        this.pieces = new ArrayList<>(pieces);
        this.length = length;
    }

    int length() {
        return length;
    }

    /// Gives the last lines that are not blank.
    List<String> lastLines(Charset charset) {
        String end = new String(tail(LAST_BYTES), charset);
        int whole = length > LAST_BYTES ? end.indexOf('\n') + 1 : 0; // the first may be cut
        List<String> lines = end.substring(whole).lines().filter(line -> !line.isBlank()).toList();
        return lines.subList(Math.max(0, lines.size() - MOST_LAST_LINES), lines.size());
    }

    private byte[] tail(int most) {
        byte[] tail = new byte[Math.min(most, length)];
        int skip = length - tail.length;
        int at = 0;
        int seen = 0;
        for (byte[] piece : pieces) {
            int end = Math.min(piece.length, length - seen);
            int begin = Math.clamp(skip - seen, 0, end);
            System.arraycopy(piece, begin, tail, at, end - begin);
            at += end - begin;
            seen += end;
        }
        return tail;
    }

    /// Puts them together.
    byte[] join() {
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] piece : pieces) {
            int step = Math.min(piece.length, length - at);
            System.arraycopy(piece, 0, all, at, step);
            at += step;
        }
        return all;
    }
}
