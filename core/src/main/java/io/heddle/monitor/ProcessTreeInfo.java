package io.heddle.monitor;

import java.util.List;
import java.util.stream.Stream;

/// A process and what descends from it, as [ProcessInfo#tree(long)] saw them.
///
/// @param process the eldest of this tree
/// @param children the trees of those that it has started
public record ProcessTreeInfo(ProcessInfo process, List<ProcessTreeInfo> children) {

    /// Keeps its own copy of the list.
    public ProcessTreeInfo {
        children = List.copyOf(children);
    }

    /// Gives all of them, parents before their children.
    ///
    /// @return the processes
    public Stream<ProcessInfo> all() {
        return Stream.concat(Stream.of(process), children.stream().flatMap(ProcessTreeInfo::all));
    }

    /// Draws the tree: a line for each process, with pid, name and state, below its parent. What would
    /// break a line, or confuse a terminal, is shown by its number.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        draw(text, "");
        return text.toString();
    }

    private static String escaped(String name) {
        StringBuilder text = new StringBuilder();
        name.codePoints()
                .forEach(c -> {
                    switch (Character.getType(c)) {
                        case Character.CONTROL,
                                Character.FORMAT,
                                Character.LINE_SEPARATOR,
                                Character.PARAGRAPH_SEPARATOR ->
                                text.append("\\u%04x".formatted(c));
                        default -> text.appendCodePoint(c);
                    }
                });
        return text.toString();
    }

    private void draw(StringBuilder text, String indent) {
        text.append(indent)
                .append(process.pid())
                .append(' ')
                .append(escaped(process.name()))
                .append(' ')
                .append(process.status())
                .append('\n');
        children.forEach(child -> child.draw(text, indent + "  "));
    }
}
