package io.heddle.console.simulate;

import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Reads the tasks of pools from Trace Event JSON. Only they are kept: a trace may be larger than the memory.
final class TraceReader {

    /// A task of a pool, or an attempt at one.
    ///
    /// @param owner the process that submitted it; 0 if the trace does not say
    /// @param task its number there; below 0 if the trace does not say
    /// @param pool the name of the pool
    /// @param fromMicros when it began
    /// @param micros how long it ran
    /// @param queuedMicros how long it had waited before
    /// @param outcome what became of it; empty if the trace does not say
    record Event(
            long owner,
            long task,
            String pool,
            double fromMicros,
            double micros,
            double queuedMicros,
            String outcome) {

        double arrival() {
            return fromMicros - queuedMicros;
        }
    }

    /// What is in a trace.
    ///
    /// @param tasks in no order
    /// @param notes what its writer has said about it
    record Contents(List<Event> tasks, List<String> notes) {}

    private final JsonReader in;
    private final List<Event> tasks = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private int events;

    private TraceReader(Reader text) {
        in = new JsonReader(text);
    }

    /// Reads.
    ///
    /// @throws IllegalArgumentException if it is something else
    /// @throws IOException if it cannot be read
    static Contents read(Reader text) throws IOException {
        TraceReader reader = new TraceReader(text);
        try {
            reader.read();
        } catch (MalformedJsonException
                | EOFException
                | IllegalStateException
                | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "the file is no Trace Event JSON, as heddle timeline writes it: event=%d %s"
                            .formatted(reader.events, InputFile.place(e)),
                    e);
        }
        return new Contents(reader.tasks, reader.notes);
    }

    private void read() throws IOException {
        in.beginObject();
        while (in.hasNext()) {
            switch (in.nextName()) {
                case "traceEvents" -> events();
                case "otherData" -> otherData();
                default -> in.skipValue();
            }
        }
        in.endObject();
    }

    private void otherData() throws IOException {
        in.beginObject();
        while (in.hasNext()) {
            if (!in.nextName().equals("notes")) {
                in.skipValue();
                continue;
            }
            in.beginArray();
            while (in.hasNext()) {
                notes.add(in.nextString());
            }
            in.endArray();
        }
        in.endObject();
    }

    private void events() throws IOException {
        in.beginArray();
        while (in.hasNext()) {
            events++;
            Map<String, String> event = new HashMap<>();
            fields(event, "");
            if ("task".equals(event.get("cat")) && event.containsKey("args.pool")) {
                tasks.add(task(event));
            }
        }
        in.endArray();
    }

    /// Takes the texts and numbers of an object and of its arguments. Anything else is there, and empty.
    private void fields(Map<String, String> fields, String before) throws IOException {
        in.beginObject();
        while (in.hasNext()) {
            String name = before + in.nextName();
            JsonToken next = in.peek();
            if (name.equals("args") && next == JsonToken.BEGIN_OBJECT) {
                fields(fields, "args.");
            } else if (next == JsonToken.STRING || next == JsonToken.NUMBER) {
                fields.put(name, in.nextString());
            } else {
                fields.put(name, "");
                in.skipValue();
            }
        }
        in.endObject();
    }

    private Event task(Map<String, String> event) {
        if (event.getOrDefault("args.pool", "").isEmpty()) {
            throw wrong(event, "args.pool");
        }
        return new Event(
                event.containsKey("args.owner") ? (long) number(event, "args.owner") : 0,
                event.containsKey("args.task") ? (long) number(event, "args.task") : -events,
                event.getOrDefault("args.pool", ""),
                number(event, "ts"),
                number(event, "dur"),
                number(event, "args.queuedMicros"),
                event.getOrDefault("args.outcome", ""));
    }

    private double number(Map<String, String> event, String field) {
        try {
            double number = Double.parseDouble(event.getOrDefault(field, ""));
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw wrong(event, field);
    }

    private IllegalArgumentException wrong(Map<String, String> event, String field) {
        return new IllegalArgumentException(
                "a task of the trace has no %1$s that makes sense: event=%2$d name=%3$s %1$s=%4$s; was it written by heddle"
                                .formatted(
                                        field,
                                        events,
                                        event.getOrDefault("name", ""),
                                        event.getOrDefault(field, "missing"))
                        + " timeline?");
    }
}
