package io.heddle.console.timeline;

import io.heddle.console.timeline.RecordingReader.ProcessFile;
import io.heddle.console.timeline.TaskBook.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the lanes of one process from what it has written.
final class LaneBuilder {

    private static final String RUNNING = "running";

    private final ProcessFile file;
    private final TaskBook tasks;
    private final long end;
    private final boolean orderly;
    private final String unnamed;

    /// Makes one.
    ///
    /// @param file what the process has written
    /// @param tasks all tasks; is told of those that begin here
    /// @param end when the process ended, or was last seen
    /// @param orderly whether what was unfinished then ended as it should
    /// @param unnamed what a task is called whose name nobody knows; empty for the name of its thread
    LaneBuilder(ProcessFile file, TaskBook tasks, long end, boolean orderly, String unnamed) {
        this.file = file;
        this.tasks = tasks;
        this.end = end;
        this.orderly = orderly;
        this.unnamed = unnamed;
    }

    /// Gives the lanes that have something in them, in the order in which they began.
    List<Lane> lanes() {
        Map<Long, OneLane> lanes = new LinkedHashMap<>();
        for (Happening h : file.happenings()) {
            if (h.lane() != 0) {
                lanes.computeIfAbsent(h.lane(), OneLane::new).take(h);
            }
        }
        return lanes.values().stream()
                .map(OneLane::lane)
                .filter(lane -> !lane.spans().isEmpty())
                .toList();
    }

    /// Something that runs, until its end is read.
    private record Open(@Nullable Entry entry, String name, long from, int firstSpan) {}

    /// What was read of one lane so far.
    private final class OneLane {

        private final long id;
        private final List<Span> spans = new ArrayList<>();
        private final List<Work> works = new ArrayList<>();
        private final Deque<Open> open = new ArrayDeque<>();
        private String name = "";
        private boolean virtual;
        private String state = "";
        private long since;
        private long first;
        private boolean gone;

        OneLane(long id) {
            this.id = id;
        }

        void take(Happening h) {
            long at = Math.min(h.t(), end);
            first = first == 0 ? at : first;
            name = h.thread() == null ? name : h.thread();
            if (h.is("begin")) {
                closeSpan(at);
                virtual |= h.virtual() == 1;
                begin(h, at);
                state = RUNNING;
            } else if (h.is("end")) {
                closeSpan(at);
                finish(at, h.failed() == 1 ? Fate.FAILED : Fate.DONE);
                state = open.isEmpty() && virtual ? "" : RUNNING;
            } else if (h.is("state")) {
                if (open.isEmpty() && virtual) {
                    return; // its end was written before the one who looked came to write
                }
                String now = Happening.text(h.state());
                if (now.equals(state)) {
                    return;
                }
                closeSpan(at);
                state = now;
            } else if (h.is("gone")) {
                closeSpan(at);
                state = "";
                gone = true;
            }
            since = at;
        }

        private void begin(Happening h, long at) {
            Entry entry = tasks.begun(file.pid(), h);
            String given = Happening.text(h.name());
            String called = !given.isEmpty() ? given : entry != null ? entry.name : unnamed;
            open.push(new Open(entry, called.isEmpty() ? name : called, at, spans.size()));
        }

        private void closeSpan(long at) {
            boolean nothing = state.isEmpty() || state.equals("idle");
            Open now = open.peek();
            if (nothing || (now == null && (at <= since || isHelper()))) {
                return;
            }
            State what = State.of(state);
            if (what == State.RUNNING && !state.equals(RUNNING)) {
                what = State.WAITING;
            }
            spans.add(
                    new Span(
                            now == null ? null : provisional(now),
                            now == null ? name : now.name,
                            what,
                            what.isWait() ? state : "",
                            since,
                            Math.max(at, since),
                            1,
                            Fate.DONE));
        }

        /// A thread that runs tasks and has none just now: what it waits for is the next.
        private boolean isHelper() {
            return !works.isEmpty() && !name.equals("main");
        }

        private static Work provisional(Open now) {
            return new Work(0, 0, now.name, "", 0, now.from, now.from, Fate.DONE);
        }

        private void finish(long at, Fate fate) {
            Open ended = open.poll();
            if (ended == null) {
                return;
            }
            Entry entry = ended.entry;
            Fate last =
                    entry != null && entry.outcome.equals("CANCELLED") && fate != Fate.KILLED
                            ? Fate.CANCELLED
                            : fate;
            Work work =
                    new Work(
                            entry == null ? 0 : entry.owner,
                            entry == null ? 0 : entry.id,
                            ended.name,
                            entry == null ? "" : entry.pool,
                            entry == null ? 0 : entry.submitted,
                            ended.from,
                            at,
                            last);
            works.add(work);
            if (spans.size() == ended.firstSpan) { // it took no time at all
                spans.add(new Span(work, ended.name, State.RUNNING, "", ended.from, at, 1, last));
                return;
            }
            for (int i = ended.firstSpan; i < spans.size(); i++) {
                Span span = spans.get(i);
                Work own = span.work();
                if (own != null && own.from() == ended.from && own.name().equals(ended.name)) {
                    boolean isLast = i == spans.size() - 1;
                    spans.set(
                            i,
                            new Span(
                                    work,
                                    span.name(),
                                    span.state(),
                                    span.reason(),
                                    span.from(),
                                    span.to(),
                                    1,
                                    isLast ? last : Fate.DONE));
                }
            }
        }

        Lane lane() {
            boolean unfinished = !open.isEmpty();
            if (!gone) {
                closeSpan(end);
            }
            while (!open.isEmpty()) {
                finish(end, orderly ? Fate.DONE : Fate.KILLED);
            }
            boolean over = gone || (virtual && !unfinished);
            return new Lane(
                    id,
                    shownName(),
                    virtual ? Lane.Sort.COROUTINE : Lane.Sort.THREAD,
                    first,
                    over ? since : end,
                    unfinished && !orderly,
                    spans,
                    works);
        }

        private String shownName() {
            if (!name.isEmpty() && !(virtual && works.size() == 1)) {
                return name;
            }
            return works.isEmpty() ? "thread-" + id : works.getFirst().name();
        }
    }
}
