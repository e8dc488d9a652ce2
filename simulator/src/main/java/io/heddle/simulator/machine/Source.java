package io.heddle.simulator.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program text, cut into statements of which each part knows its place.
final class Source {

    private static final Pattern LABEL = Pattern.compile("\\s*([^\\s:,]+)\\s*:");
    private static final Pattern WORD = Pattern.compile("\\s*(\\S+)");

    /// A piece of the text.
    record Part(String text, int line, int column) {

        AssemblyException wrong(String what, String advice) {
            return new AssemblyException(what, line, column, text, advice);
        }
    }

    /// What a line says besides its labels.
    record Statement(Part name, List<Part> operands) {}

    private Source() {}

    /// Takes the comment away.
    static String code(String line) {
        int end = line.length();
        for (int i = 0; i < line.length(); i++) {
            if (line.charAt(i) == ';' || line.charAt(i) == '#') {
                end = i;
                break;
            }
        }
        return line.substring(0, end).stripTrailing();
    }

    /// Finds the labels at the beginning of a line.
    static List<Part> labels(String code, int line) {
        List<Part> labels = new ArrayList<>();
        Matcher label = LABEL.matcher(code);
        for (int from = 0; label.region(from, code.length()).lookingAt(); from = label.end()) {
            labels.add(new Part(label.group(1), line, label.start(1) + 1));
        }
        return labels;
    }

    /// Finds what comes after the labels; nothing if that is nothing.
    static List<Statement> statement(String code, int line) {
        int from = 0;
        Matcher label = LABEL.matcher(code);
        while (label.region(from, code.length()).lookingAt()) {
            from = label.end();
        }
        Matcher name = WORD.matcher(code);
        if (!name.region(from, code.length()).lookingAt()) {
            return List.of();
        }
        Part part = new Part(name.group(1), line, name.start(1) + 1);
        return List.of(new Statement(part, operands(code, name.end(), line)));
    }

    private static List<Part> operands(String code, int begin, int line) {
        List<Part> operands = new ArrayList<>();
        if (code.substring(begin).isBlank()) {
            return operands;
        }
        int from = begin;
        while (from <= code.length()) {
            int comma = code.indexOf(',', from);
            int end = comma < 0 ? code.length() : comma;
            String text = code.substring(from, end);
            int blanks = text.length() - text.stripLeading().length();
            operands.add(new Part(text.strip(), line, from + blanks + 1));
            from = end + 1;
        }
        return operands;
    }
}
