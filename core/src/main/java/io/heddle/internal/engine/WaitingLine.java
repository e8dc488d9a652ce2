package io.heddle.internal.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Tasks that wait to be started: higher priority first, then first come, first served. Guarded by
/// the lock of the pool to which it belongs.
///
/// Joining, leaving from anywhere and taking the next cost the same however many wait, as long as
/// there are few different priorities.
///
/// @param <T> the type of the tasks, which are told apart by identity
public final class WaitingLine<T> {

    private static final int USUAL_PRIORITY = 0;

    private final ToIntFunction<? super T> priority;
    private final SequencedSet<T> usual = new LinkedHashSet<>();

    /// Those of any other priority, the highest first; a level is there while somebody waits in it.
    private final TreeMap<Integer, SequencedSet<T>> others =
            new TreeMap<>(Comparator.reverseOrder());

    private int size;

    /// Makes an empty line.
    ///
    /// @param priority tells the priority of a task, which never changes
    public WaitingLine(ToIntFunction<? super T> priority) {
        this.priority = priority;
    }

    /// Tells how many wait.
    ///
    /// @return the number
    public int size() {
        return size;
    }

    /// Tells whether nobody waits.
    ///
    /// @return true if so
    public boolean isEmpty() {
        return size == 0;
    }

    /// Adds a task behind all of its priority.
    ///
    /// @param task a task that does not wait
    public void addLast(T task) {
        level(task).addLast(task);
        size++;
    }

    /// Adds a task before all of its priority.
    ///
    /// @param task a task that does not wait
    public void addFirst(T task) {
        level(task).addFirst(task);
        size++;
    }

    /// Takes a task out, wherever it stands; does nothing if it does not wait.
    ///
    /// @param task the task
    public void remove(T task) {
        SequencedSet<T> level = level(task);
        size -= level.remove(task) ? 1 : 0;
        forgetIfEmpty(level, priority.applyAsInt(task)); // also one that was only made to look
    }

    /// Looks at the next task.
    ///
    /// @return the task, or `null` if nobody waits
    public @Nullable T peek() {
        if (size == 0) {
            return null;
        }
        return isUsualNext() ? usual.getFirst() : others.firstEntry().getValue().getFirst();
    }

    private boolean isUsualNext() {
        return others.isEmpty() || (others.firstKey() < USUAL_PRIORITY && !usual.isEmpty());
    }

    /// Takes the next task.
    ///
    /// @return the task, or `null` if nobody waits
    public @Nullable T poll() {
        if (size == 0) {
            return null;
        }
        size--;
        if (isUsualNext()) {
            return usual.removeFirst();
        }
        var first = others.firstEntry();
        T task = first.getValue().removeFirst();
        forgetIfEmpty(first.getValue(), first.getKey());
        return task;
    }

    /// Takes all tasks.
    ///
    /// @return the tasks, in their order
    public List<T> pollAll() {
        List<T> all = all();
        usual.clear();
        others.clear();
        size = 0;
        return all;
    }

    /// Lists the tasks without taking them.
    ///
    /// @return the tasks, in their order
    public List<T> all() {
        List<T> all = new ArrayList<>(size);
        others.headMap(USUAL_PRIORITY).values().forEach(all::addAll);
        all.addAll(usual);
        others.tailMap(USUAL_PRIORITY).values().forEach(all::addAll);
        return all;
    }

    private SequencedSet<T> level(T task) {
        int level = priority.applyAsInt(task);
        return level == USUAL_PRIORITY
                ? usual
                : others.computeIfAbsent(level, none -> new LinkedHashSet<>());
    }

    private void forgetIfEmpty(SequencedSet<T> level, int of) {
        if (level.isEmpty() && of != USUAL_PRIORITY) {
            others.remove(of);
        }
    }
}
