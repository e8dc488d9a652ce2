package io.heddle.console.quickstart;

/// Counts lines and words in bytes that come in pieces. Used by one thread.
final class TextCount {

    private long lines;
    private long words;
    private boolean inWord;

    /// Counts some more bytes.
    ///
    /// @param piece holds them at its beginning
    /// @param length how many there are
    void add(byte[] piece, int length) {
        for (int i = 0; i < length; i++) {
            byte b = piece[i];
            if (isWhiteSpace(b)) {
                inWord = false;
                if (b == '\n') {
                    lines++;
                }
            } else if (!inWord) {
                inWord = true;
                words++;
            }
        }
    }

    /// Blank, and the five from tab to carriage return.
    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    long lines() {
        return lines;
    }

    long words() {
        return words;
    }
}
