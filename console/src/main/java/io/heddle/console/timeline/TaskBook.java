package io.heddle.console.timeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tasks of all pools: who submitted them, and under which number another process knows them.
final class TaskBook {

    /// A task of a pool.
    static final class Entry {
        final long owner;
        final long id;
        final String name;
        final String pool;
        final long submitted;

        /// When it began for the first time; 0 if it has not.
        long began;

        /// When its outcome was known; 0 if it is not.
        long decided;

        /// What that was; empty if it is not known.
        String outcome = "";

        Entry(long owner, Happening submitted) {
            this.owner = owner;
            this.id = submitted.task();
            this.name = Happening.text(submitted.name());
            this.pool = Happening.text(submitted.pool());
            this.submitted = submitted.t();
        }

        /// When it was no longer in the queue.
        long left(long end) {
            if (began != 0) {
                return began;
            }
            return decided != 0 ? decided : end;
        }
    }

    private record Key(long process, long number) {}

    private final Map<Key, Entry> byOwner = new HashMap<>();
    private final Map<Long, List<Entry>> ofProcess = new HashMap<>();
    private final Map<Key, Key> handedOver = new HashMap<>();

    /// Notes what a process says of its tasks; everything else is ignored.
    void note(long pid, Happening h) {
        if (h.is("submitted")) {
            Entry entry = new Entry(pid, h);
            byOwner.put(new Key(pid, h.task()), entry);
            ofProcess.computeIfAbsent(pid, _ -> new ArrayList<>()).add(entry);
        } else if (h.is("handedOver")) {
            handedOver.put(new Key(h.pid(), h.number()), new Key(pid, h.task()));
        } else if (h.is("decided")) {
            Entry entry = byOwner.get(new Key(pid, h.task()));
            if (entry != null) {
                entry.decided = h.t();
                entry.outcome = Happening.text(h.outcome());
            }
        }
    }

    /// Finds the task that a process has begun, and notes that. To be called when everything else was noted.
    @Nullable Entry begun(long pid, Happening begin) {
        Key key =
                begin.number() == 0
                        ? new Key(pid, begin.task())
                        : handedOver.get(new Key(pid, begin.number()));
        Entry entry = key == null ? null : byOwner.get(key);
        if (entry != null && (entry.began == 0 || begin.t() < entry.began)) {
            entry.began = begin.t();
        }
        return entry;
    }

    /// Gives the tasks that a process has submitted, by pool.
    Map<String, List<Entry>> of(long pid) {
        Map<String, List<Entry>> pools = new java.util.TreeMap<>();
        for (Entry entry : ofProcess.getOrDefault(pid, List.of())) {
            pools.computeIfAbsent(entry.pool, _ -> new ArrayList<>()).add(entry);
        }
        return pools;
    }
}
