package io.heddle.internal.recording;

import java.nio.charset.StandardCharsets;

/// One line of a journal: a JSON object with the name of what happened and the time.
final class Line {

    private static final int LONGEST_TEXT = 200;

    private final StringBuilder text = new StringBuilder(96);

    Line(String event) {
        text.append("{\"e\":\"").append(event).append("\",\"t\":").append(System.nanoTime());
    }

    static Line ofThread(String event, Thread thread) {
        return new Line(event).add("lane", thread.threadId());
    }

    Line add(String name, long value) {
        text.append(",\"").append(name).append("\":").append(value);
        return this;
    }

    Line add(String name, String value) {
        text.append(",\"").append(name).append("\":\"");
        int length = shown(value);
        for (int i = 0; i < length; i++) {
            addChar(value.charAt(i));
        }
        text.append(length < value.length() ? "...\"" : "\"");
        return this;
    }

    /// As much as may be written, and no half of a pair if there is a whole one.
    private static int shown(String value) {
        if (value.length() <= LONGEST_TEXT) {
            return value.length();
        }
        boolean cutsPair =
                Character.isSurrogatePair(
                        value.charAt(LONGEST_TEXT - 1), value.charAt(LONGEST_TEXT));
        return cutsPair ? LONGEST_TEXT - 1 : LONGEST_TEXT;
    }

    private void addChar(char c) {
        if (c == '"' || c == '\\') {
            text.append('\\').append(c);
        } else if (c < ' ' || Character.isSurrogate(c)) { // half of a pair may stand alone
            String digits = Integer.toHexString(c);
            text.append("\\u").append("0".repeat(4 - digits.length())).append(digits);
        } else {
            text.append(c);
        }
    }

    byte[] bytes() {
        return (text + "}\n").getBytes(StandardCharsets.UTF_8);
    }
}
