package io.heddle.benchmarks.compare;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes maps, lists, texts, numbers and booleans as JSON, in the order of the maps.
final class Json {

    private static final String STEP = "  ";

    private Json() {}

    /// Writes a value. A collection of plain values stands on one line.
    static String write(Object value) {
        StringBuilder out = new StringBuilder();
        write(value, "", out);
        return out.toString();
    }

    private static void write(Object value, String indent, StringBuilder out) {
        switch (value) {
            case Map<?, ?> map -> {
                Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
                boolean flat = isFlat(map.values());
                writeAll(
                        '{',
                        '}',
                        flat,
                        indent,
                        out,
                        entries,
                        (entry, inner) -> {
                            writeText(String.valueOf(entry.getKey()), out);
                            out.append(": ");
                            write(entry.getValue(), inner, out);
                        });
            }
            case List<?> list ->
                    writeAll(
                            '[',
                            ']',
                            isFlat(list),
                            indent,
                            out,
                            list.iterator(),
                            (item, inner) -> write(item, inner, out));
            case Boolean flag -> out.append(flag);
            case Integer number -> out.append(number);
            case Long number -> out.append(number);
            case Double number -> writeNumber(number, out);
            default -> writeText(value.toString(), out);
        }
    }

    private interface ItemWriter<T> {
        void write(T item, String indent);
    }

    private static <T> void writeAll(
            char open,
            char close,
            boolean flat,
            String indent,
            StringBuilder out,
            Iterator<? extends T> items,
            ItemWriter<T> writer) {
        String inner = indent + STEP;
        out.append(open);
        while (items.hasNext()) {
            if (!flat) {
                out.append('\n').append(inner);
            }
            writer.write(items.next(), inner);
            if (items.hasNext()) {
                out.append(flat ? ", " : ",");
            } else if (!flat) {
                out.append('\n').append(indent);
            }
        }
        out.append(close);
    }

    private static boolean isFlat(Iterable<?> values) {
        for (Object value : values) {
            if (value instanceof Map || value instanceof List) {
                return false;
            }
        }
        return true;
    }

    /// Six digits that count; JSON knows neither infinity nor what is not a number.
    private static void writeNumber(double number, StringBuilder out) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("JSON has no such number: number=" + number);
        }
        if (number == Math.rint(number) && Math.abs(number) < 1e15) {
            out.append((long) number);
        } else {
            out.append(Double.parseDouble(String.format(Locale.ROOT, "%.6g", number)));
        }
    }

    private static void writeText(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
