package io.heddle.console.timeline;

import io.heddle.console.timeline.RecordingReader.Contents;
import io.heddle.console.timeline.RecordingReader.ProcessFile;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What happened in a recording: which processes there were, and what went on in each.
///
/// @param begin the first moment
/// @param end the last one
/// @param millis the first moment on the wall, since 1970
/// @param processes each after the one that has started it
/// @param notes what should be said about it
public record Story(
        long begin, long end, long millis, List<ProcessTrack> processes, List<String> notes) {

    /// Finds out.
    static Story of(Contents contents) {
        return new Teller(contents).tell();
    }

    /// Gives the part that lies in a stretch of time; processes that were not there are left out.
    ///
    /// @param from its first moment
    /// @param to its last one
    /// @return what happened then
    public Story within(long from, long to) {
        List<ProcessTrack> there =
                processes.stream()
                        .filter(process -> process.from() <= to && process.to() >= from)
                        .map(process -> process.within(from, to))
                        .filter(process -> !process.lanes().isEmpty())
                        .toList();
        return new Story(from, to, millis + (from - begin) / 1_000_000, there, notes);
    }

    /// Puts the files of all processes together.
    private static final class Teller {

        private final Contents contents;
        private final TaskBook tasks = new TaskBook();
        private final Map<Long, Happening> started = new HashMap<>();
        private final Map<Long, Long> startedBy = new HashMap<>();
        private final Map<Long, Happening> ended = new HashMap<>();
        private final List<String> notes = new ArrayList<>();

        Teller(Contents contents) {
            this.contents = contents;
        }

        Story tell() {
            contents.files().forEach(this::note);
            long begin = contents.files().stream().mapToLong(f -> f.begin().t()).min().orElse(0);
            long millis =
                    contents.files().stream().mapToLong(f -> f.begin().millis()).min().orElse(0);
            List<List<Lane>> lanes = contents.files().stream().map(this::lanes).toList();
            List<ProcessTrack> tracks = new ArrayList<>();
            for (int i = 0; i < lanes.size(); i++) { // when all tasks are known to have begun
                tracks.add(track(contents.files().get(i), lanes.get(i)));
            }
            Set<Long> known = new HashSet<>();
            tracks.forEach(track -> known.add(track.pid()));
            long last = tracks.stream().mapToLong(ProcessTrack::to).max().orElse(begin);
            started.forEach((pid, start) -> {
                if (!known.contains(pid)) {
                    tracks.add(silent(pid, start, last));
                }
            });
            long end = tracks.stream().mapToLong(ProcessTrack::to).max().orElse(begin);
            if (contents.unreadable() > 0) {
                notes.add(
                        "%d lines of the recording could not be read; a process that is killed may leave half a line."
                                .formatted(contents.unreadable()));
            }
            notes.addAll(contents.closed());
            return new Story(begin, end, millis, inOrder(tracks), List.copyOf(notes));
        }

        private void note(ProcessFile file) {
            for (Happening h : file.happenings()) {
                tasks.note(file.pid(), h);
                if (h.is("started")) {
                    started.put(h.pid(), h);
                    startedBy.put(h.pid(), file.pid());
                } else if (h.is("ended")) {
                    ended.put(h.pid(), h);
                } else if (h.is("full")) {
                    notes.add(
                            "Process %d had more to write than a recording may have; what came later is missing."
                                    .formatted(file.pid()));
                }
            }
        }

        private List<Lane> lanes(ProcessFile file) {
            Happening start = started.get(file.pid());
            Happening end = ended.get(file.pid());
            boolean orderly =
                    file.has("full") || (file.has("exit") && (end == null || end.exit() == 0));
            String unnamed = start == null ? "" : Happening.text(start.name());
            List<Lane> lanes =
                    new LaneBuilder(file, tasks, seenUntil(file), orderly, unnamed).lanes();
            if (start == null || lanes.isEmpty()) {
                return lanes;
            }
            List<Lane> all = new ArrayList<>(lanes);
            all.set(0, withStart(all.getFirst(), start.t()));
            return all;
        }

        private long endOf(ProcessFile file) {
            Happening end = ended.get(file.pid());
            return end == null ? file.last() : end.t();
        }

        /// Until when it is known what its lanes did: not after its recording was full.
        private long seenUntil(ProcessFile file) {
            Happening full = file.first("full");
            return full == null ? endOf(file) : full.t();
        }

        private ProcessTrack track(ProcessFile file, List<Lane> lanes) {
            Happening start = started.get(file.pid());
            long begin = file.begin().t();
            List<Lane> shown = new ArrayList<>(Queues.of(tasks.of(file.pid()), seenUntil(file)));
            shown.addAll(lanes);
            return new ProcessTrack(
                    file.pid(),
                    startedBy.getOrDefault(file.pid(), file.begin().parent()),
                    nameOf(file, start),
                    endText(file, ended.get(file.pid())),
                    start == null ? begin : Math.min(start.t(), begin),
                    endOf(file),
                    shown);
        }

        private static Lane withStart(Lane first, long start) {
            if (first.spans().isEmpty() || first.spans().getFirst().from() <= start) {
                return first;
            }
            List<Span> spans = new ArrayList<>();
            spans.add(
                    new Span(
                            null,
                            "the process starts",
                            State.STARTING,
                            "",
                            start,
                            first.spans().getFirst().from(),
                            1,
                            Fate.DONE));
            spans.addAll(first.spans());
            return new Lane(
                    first.id(),
                    first.name(),
                    first.sort(),
                    start,
                    first.to(),
                    first.killed(),
                    spans,
                    first.works());
        }

        private ProcessTrack silent(long pid, Happening start, long last) {
            Happening end = ended.get(pid);
            // an end before the start is that of another one, which had the same pid before
            long to = Math.max(start.t(), end == null ? last : end.t());
            String name = Happening.text(start.name());
            boolean child = start.child() == 1;
            boolean killed = end != null && Exit.isSignal(end.exit());
            Span life =
                    new Span(
                            null,
                            child ? name + " has had nothing to do yet" : name,
                            child ? State.STARTING : State.PROGRAM,
                            "",
                            start.t(),
                            to,
                            1,
                            end != null && end.exit() != 0 && !killed ? Fate.FAILED : Fate.DONE);
            Lane lane =
                    new Lane(
                            0,
                            name,
                            Lane.Sort.PROCESS,
                            start.t(),
                            to,
                            killed,
                            List.of(life),
                            List.of());
            return new ProcessTrack(
                    pid,
                    startedBy.getOrDefault(pid, 0L),
                    name,
                    end == null ? "" : Exit.text(end.exit()),
                    start.t(),
                    to,
                    List.of(lane));
        }

        private static String nameOf(ProcessFile file, @Nullable Happening start) {
            if (start != null) {
                return Happening.text(start.name());
            }
            String[] words = Happening.text(file.begin().name()).split(" ", 3);
            String program = words[0];
            if (program.endsWith(".WorkerMain") && words.length > 1) {
                return words[1]; // of a child whose parent has not recorded
            }
            String last = program.substring(program.lastIndexOf('/') + 1);
            return last.endsWith(".jar") ? last : last.substring(last.lastIndexOf('.') + 1);
        }

        private static String endText(ProcessFile file, @Nullable Happening end) {
            if (file.has("full")) {
                return (end == null ? "" : Exit.text(end.exit()) + ", ") + "its recording is full";
            }
            if (end != null) {
                return Exit.text(end.exit());
            }
            return file.has("exit") ? "" : "ended without a word, or goes on";
        }

        /// Each behind the one that has started it, the earlier first.
        private static List<ProcessTrack> inOrder(List<ProcessTrack> tracks) {
            List<ProcessTrack> byTime =
                    tracks.stream().sorted(Comparator.comparingLong(ProcessTrack::from)).toList();
            Set<Long> pids = byTime.stream().map(ProcessTrack::pid).collect(Collectors.toSet());
            Map<Long, List<ProcessTrack>> children =
                    byTime.stream().collect(Collectors.groupingBy(ProcessTrack::parent));
            Set<ProcessTrack> seen = Collections.newSetFromMap(new IdentityHashMap<>());
            List<ProcessTrack> ordered = new ArrayList<>();
            for (ProcessTrack root : byTime) {
                if (!pids.contains(root.parent()) || root.parent() == root.pid()) {
                    addWithChildren(root, children, seen, ordered);
                }
            }
            for (ProcessTrack one : byTime) { // whom pids that were used again have made a circle
                addWithChildren(one, children, seen, ordered);
            }
            return ordered;
        }

        private static void addWithChildren(
                ProcessTrack track,
                Map<Long, List<ProcessTrack>> children,
                Set<ProcessTrack> seen,
                List<ProcessTrack> ordered) {
            if (seen.add(track)) {
                ordered.add(track);
                for (ProcessTrack child : children.getOrDefault(track.pid(), List.of())) {
                    addWithChildren(child, children, seen, ordered);
                }
            }
        }
    }
}
