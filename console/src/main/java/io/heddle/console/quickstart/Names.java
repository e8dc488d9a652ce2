package io.heddle.console.quickstart;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;

/// Makes the names of files fit to be printed.
///
/// A name on a Unix file system is any bytes. Here it is read as UTF-8 whatever the locale is. What
/// is not UTF-8, and what cannot be seen, is written byte by byte as `\xE9` (a line end as `\n`), and
/// a backslash as two. So a name is one line, cannot speak to the terminal, and no two names look the
/// same.
final class Names {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final String prefix;

    /// Makes the names of what is below a directory.
    ///
    /// @param root an absolute path
    Names(Path root) {
        String name = printable(root);
        this.prefix = name.endsWith("/") ? name : name + "/";
    }

    /// Gives the name of a file relative to the directory.
    ///
    /// @param file an absolute path or its URI
    String of(URI file) {
        String name = printable(file);
        return name.startsWith(prefix) ? name.substring(prefix.length()) : name;
    }

    String of(Path file) {
        return of(file.toUri());
    }

    /// Gives the whole name of a file.
    static String printable(Path file) {
        return printable(file.toUri());
    }

    /// A URI keeps the bytes of a name, a path's own text does not.
    private static String printable(URI file) {
        String name = printable(bytes(file.getRawPath()));
        // the URI of a directory ends with a slash
        return name.length() > 1 && name.endsWith("/")
                ? name.substring(0, name.length() - 1)
                : name;
    }

    private static byte[] bytes(String escaped) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length());
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '%') {
                bytes.write(HexFormat.fromHexDigits(escaped, i + 1, i + 3));
                i += 2;
            } else {
                bytes.write(c);
            }
        }
        return bytes.toByteArray();
    }

    private static String printable(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        StringBuilder text = new StringBuilder(bytes.length);
        while (in.hasRemaining()) {
            CoderResult result = decoder.decode(in, out, true);
            out.flip().codePoints().forEach(character -> append(text, character));
            out.clear();
            for (int i = 0; result.isError() && i < result.length(); i++) {
                appendByte(text, in.get());
            }
        }
        return text.toString();
    }

    private static void append(StringBuilder text, int character) {
        switch (character) {
            case '\n' -> text.append("\\n");
            case '\t' -> text.append("\\t");
            case '\r' -> text.append("\\r");
            case '\\' -> text.append("\\\\");
            default -> {
                if (isVisible(character)) {
                    text.appendCodePoint(character);
                } else {
                    for (byte b : Character.toString(character).getBytes(StandardCharsets.UTF_8)) {
                        appendByte(text, b);
                    }
                }
            }
        }
    }

    private static void appendByte(StringBuilder text, byte b) {
        text.append("\\x").append(HEX.toHexDigits(b));
    }

    /// Not visible are control characters and, among the formats, those that turn text around.
    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
