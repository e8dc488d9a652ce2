package io.heddle.command;

import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.file.Path;

/// What a command is to read on its standard input.
sealed interface Input {

    /// Nothing was said: nothing for `run()`, open for `start()`.
    record Unsaid() implements Input {}

    /// What the standard input of this process gives.
    record Inherited() implements Input {}

    /// The content of a file, which the command reads itself.
    record OfFile(Path path) implements Input {}

    /// Text, in the charset of the command.
    record Text(String text) implements Input {}

    /// Bytes; nobody else has the array.
    record Bytes(byte[] bytes) implements Input {}

    /// What somebody writes while the command runs.
    record Written(InputWriter writer) implements Input {}

    /// Copies a stream.
    static Input of(InputStream stream) {
        return new Written(stream::transferTo);
    }

    /// Writes pieces of text, one after the other.
    static Input of(Iterable<String> pieces, Charset charset) {
        return new Written(to -> {
            Writer text = new OutputStreamWriter(to, charset); // a character may be cut by pieces
            for (String piece : pieces) {
                text.write(piece);
                text.flush();
            }
            text.close();
        });
    }

    /// Pieces of text, in the charset of the command.
    record Pieces(Iterable<String> pieces) implements Input {}

    /// Gives the same with all text encoded.
    default Input encoded(Charset charset) {
        return switch (this) {
            case Text(String text) -> new Bytes(text.getBytes(charset));
            case Pieces(Iterable<String> pieces) -> of(pieces, charset);
            default -> this;
        };
    }
}
