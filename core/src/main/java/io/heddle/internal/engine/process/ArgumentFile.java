package io.heddle.internal.engine.process;

import java.io.IOException;
import java.io.StreamTokenizer;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads a file of arguments as the `java` launcher does: words parted by white space, quotes around
/// those that hold some, backslashes within quotes, comments after `#`.
final class ArgumentFile {

    private ArgumentFile() {}

    static List<String> read(Path file) {
        try {
            return words(Files.readString(file));
        } catch (IOException e) {
            return List
                    .of(); // it was there when this process began; without it nothing is inherited
        }
    }

    static List<String> words(String text) {
        StreamTokenizer tokens = new StreamTokenizer(new StringReader(text));
        tokens.resetSyntax();
        tokens.whitespaceChars(0, ' ');
        tokens.wordChars('!', 0xFFFF);
        tokens.commentChar('#');
        tokens.quoteChar('"');
        tokens.quoteChar('\'');
        List<String> words = new ArrayList<>();
        try {
            while (tokens.nextToken() != StreamTokenizer.TT_EOF) {
                words.add(tokens.sval);
            }
        } catch (IOException e) {
            throw new AssertionError(e); // a text in memory
        }
        return words;
    }
}
