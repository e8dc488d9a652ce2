package io.heddle.internal.engine.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads a file of arguments as the `java` launcher does: words parted by white space, quotes around
/// what holds some, backslashes within quotes, comments after a `#` at the beginning of a word.
///
/// ## Source
/// `src/java.base/share/native/libjli/args.c` of the JDK.
final class ArgumentFile {

    private final String text;
    private final List<String> words = new ArrayList<>();
    private int next;

    private ArgumentFile(String text) {
        this.text = text;
    }

    static List<String> read(Path file) {
        try {
            return words(Files.readString(file));
        } catch (IOException e) {
            return List
                    .of(); // it was there when this process began; without it nothing is inherited
        }
    }

    static List<String> words(String text) {
        ArgumentFile file = new ArgumentFile(text);
        while (file.skipToWord()) {
            file.words.add(file.word());
        }
        return file.words;
    }

    private boolean skipToWord() {
        boolean comment = false;
        for (; next < text.length(); next++) {
            char c = text.charAt(next);
            comment = comment ? c != '\n' && c != '\r' : c == '#';
            if (!comment && !Character.isWhitespace(c)) {
                return true;
            }
        }
        return false;
    }

    /// Quotes may begin and end anywhere within a word.
    private String word() {
        StringBuilder word = new StringBuilder();
        char quote = 0;
        for (; next < text.length(); next++) {
            char c = text.charAt(next);
            if (quote == 0 && Character.isWhitespace(c)) {
                break;
            }
            if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote != 0 && c == '\\' && next + 1 < text.length()) {
                next++;
                appendEscaped(word);
            } else {
                word.append(c);
            }
        }
        return word.toString();
    }

    private void appendEscaped(StringBuilder word) {
        char c = text.charAt(next);
        switch (c) {
            case 'n' -> word.append('\n');
            case 'r' -> word.append('\r');
            case 't' -> word.append('\t');
            case 'f' -> word.append('\f');
            case '\n', '\r' -> skipIndent();
            default -> word.append(c);
        }
    }

    /// A backslash at the end of a line joins it with the next one, whose indent does not count.
    private void skipIndent() {
        while (next + 1 < text.length() && Character.isWhitespace(text.charAt(next + 1))) {
            next++;
        }
    }
}
