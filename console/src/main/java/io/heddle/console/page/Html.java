package io.heddle.console.page;

import java.util.List;
import java.util.stream.Collectors;

/// Small pieces of HTML. Whatever comes from outside goes through [#text].
public final class Html {

    private Html() {}

    /// Writes a text so that it is nothing but text, between tags and in quoted attributes.
    public static String text(String plain) {
        StringBuilder escaped = new StringBuilder(plain.length());
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    public static String paragraph(String plain) {
        return "<p>" + text(plain) + "</p>\n";
    }

    public static String list(List<String> plain) {
        return plain.stream()
                .map(item -> "<li>" + text(item) + "</li>\n")
                .collect(Collectors.joining("", "<ul>\n", "</ul>\n"));
    }

    /// Makes a row of a table of which the first cell names the row.
    public static String row(List<String> plain) {
        String cells =
                plain.stream()
                        .skip(1)
                        .map(cell -> "<td>" + text(cell) + "</td>")
                        .collect(Collectors.joining());
        return "<tr><th scope=\"row\">" + text(plain.getFirst()) + "</th>" + cells;
    }

    /// Makes the head of a table.
    public static String head(List<String> plain) {
        return plain.stream()
                .map(cell -> "<th scope=\"col\">" + text(cell) + "</th>")
                .collect(Collectors.joining("", "<thead><tr>", "</tr></thead>\n"));
    }
}
