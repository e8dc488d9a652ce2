package io.heddle.console.timeline;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/// Writes a timeline as Trace Event JSON, which Perfetto and `chrome://tracing` open.
///
/// Each work is a complete event (`X`) of category `task`; if it came from a pool, `owner` and `task` in its arguments
/// are the same for all attempts of one task. What it waited for are events of category `wait` within it. What waited in
/// the queue of a pool is a pair of asynchronous events (`b`, `e`) of category `queue`. Processes and threads are named by
/// metadata (`M`).
///
/// Times are whole microseconds from the beginning of the recording: readers multiply them by a thousand and cut off what
/// is behind the point, and what lies within something else must still do so then.
///
/// ## Source
/// "Trace Event Format", Google, as Perfetto's documentation links it.
final class TraceEvents {

    private final JsonWriter out;
    private final long begin;
    private long queueId;

    private TraceEvents(JsonWriter out, long begin) {
        this.out = out;
        this.begin = begin;
    }

    /// Writes.
    ///
    /// @param whole the whole recording
    /// @param parts what happened one after the other in it; each begins with a mark, if there are several
    /// @param to where it goes; it is not closed
    /// @throws IOException if it cannot be written
    static void write(Story whole, List<Part> parts, Writer to) throws IOException {
        JsonWriter json = new JsonWriter(to);
        new TraceEvents(json, whole.begin()).write(whole, parts);
        json.flush();
    }

    private void write(Story whole, List<Part> parts) throws IOException {
        out.beginObject().name("displayTimeUnit").value("ms");
        out.name("otherData").beginObject();
        out.name("writtenBy").value("heddle timeline");
        out.name("beginMillis").value(whole.millis());
        out.name("notes").beginArray();
        for (String note : whole.notes()) {
            out.value(note);
        }
        out.endArray();
        out.endObject();
        out.name("traceEvents").beginArray();
        for (int i = 0; i < whole.processes().size(); i++) {
            process(whole.processes().get(i), i);
        }
        for (Part part : parts.size() > 1 ? parts : List.<Part>of()) {
            event("i", part.title(), "part", 0, 0, part.story().begin());
            out.name("s").value("g").endObject();
        }
        out.endArray().endObject();
    }

    private void process(ProcessTrack process, int index) throws IOException {
        metadata("process_name", process.pid(), 0, "name", process.name());
        sortIndex("process_sort_index", process.pid(), 0, index);
        if (!process.end().isEmpty()) {
            event("i", process.end(), "process", process.pid(), process.pid(), process.to());
            out.name("s").value("p").endObject();
        }
        int place = 0;
        for (Lane lane : process.lanes()) {
            if (lane.sort() == Lane.Sort.QUEUE) {
                queue(process, lane);
            } else {
                lane(process, lane, place++);
            }
        }
    }

    private void lane(ProcessTrack process, Lane lane, int place) throws IOException {
        long tid = lane.id() == 0 ? process.pid() : lane.id();
        metadata("thread_name", process.pid(), tid, "name", lane.name());
        sortIndex("thread_sort_index", process.pid(), tid, place);
        for (Work work : lane.works()) {
            complete(work.name(), "task", process.pid(), tid, work.from(), work.to());
            out.name("args").beginObject();
            out.name("outcome").value(work.fate().name().toLowerCase(Locale.ROOT));
            if (work.submitted() != 0) {
                out.name("owner").value(work.owner());
                out.name("task").value(work.id());
                out.name("pool").value(work.pool());
                long submitted = Math.min(work.submitted(), work.from());
                out.name("queuedMicros").value(micros(work.from()) - micros(submitted));
            }
            out.endObject().endObject();
        }
        for (Span span : lane.spans()) {
            if (span.work() == null || span.state() != State.RUNNING) {
                String name =
                        span.reason().isEmpty()
                                ? span.state() == State.RUNNING ? span.name() : span.state().label()
                                : span.reason();
                String category = span.state().isWait() ? "wait" : "state";
                complete(name, category, process.pid(), tid, span.from(), span.to());
                out.endObject();
            }
        }
    }

    private void queue(ProcessTrack process, Lane lane) throws IOException {
        for (Span span : lane.spans()) {
            queueId++;
            for (String phase : List.of("b", "e")) {
                event(
                        phase,
                        lane.name(),
                        "queue",
                        process.pid(),
                        process.pid(),
                        phase.equals("b") ? span.from() : span.to());
                out.name("id").value(queueId);
                out.name("args").beginObject().name("waiting").value(span.name()).endObject();
                out.endObject();
            }
        }
    }

    private void complete(String name, String category, long pid, long tid, long from, long to)
            throws IOException {
        event("X", name, category, pid, tid, from);
        out.name("dur").value(micros(to) - micros(from));
    }

    private void event(String phase, String name, String category, long pid, long tid, long at)
            throws IOException {
        out.beginObject().name("ph").value(phase).name("name").value(name);
        out.name("cat").value(category).name("pid").value(pid).name("tid").value(tid);
        out.name("ts").value(micros(at));
    }

    private long micros(long at) {
        return Math.floorDiv(at - begin, 1000L);
    }

    private void metadata(String what, long pid, long tid, String key, String value)
            throws IOException {
        out.beginObject().name("ph").value("M").name("name").value(what);
        out.name("pid").value(pid).name("tid").value(tid).name("ts").value(0);
        out.name("args").beginObject().name(key).value(value).endObject().endObject();
    }

    private void sortIndex(String what, long pid, long tid, int index) throws IOException {
        out.beginObject().name("ph").value("M").name("name").value(what);
        out.name("pid").value(pid).name("tid").value(tid).name("ts").value(0);
        out.name("args").beginObject().name("sort_index").value(index).endObject().endObject();
    }
}
