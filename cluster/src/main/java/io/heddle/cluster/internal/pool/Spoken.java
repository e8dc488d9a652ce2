package io.heddle.cluster.internal.pool;

import io.heddle.TaskFuture;
import io.heddle.TaskLine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Sends what local tasks print to who owns them.
final class Spoken {

    private static final int MOST_SPEAKERS = 1_000;

    private final String worker;
    private final BiConsumer<String, byte[]> owners;
    private final Consumer<String> log;

    /// Whose the lines are that local tasks print, by the number of the local task; those of tasks that have just
    /// ended too, since lines may come after the answer. Guarded by itself.
    private final Map<Long, Speaker> speakers;

    /// Whose task prints.
    private record Speaker(String owner, long taskId, String taskName) {}

    /// Prepares.
    ///
    /// @param worker what it is called
    /// @param running how many tasks may run at once
    /// @param owners takes an owner and a line for it, as [PrintedLine]
    /// @param log takes what is printed between tasks
    Spoken(String worker, int running, BiConsumer<String, byte[]> owners, Consumer<String> log) {
        this.worker = worker;
        this.owners = owners;
        this.log = log;
        this.speakers =
                new LinkedHashMap<>() {
                    @java.io.Serial private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<Long, Speaker> eldest) {
                        return size() > MOST_SPEAKERS + running;
                    }
                };
    }

    /// Starts a task whose lines are somebody's; its first line waits until that is known.
    TaskFuture<Object> start(String owner, TaskForm form, Supplier<TaskFuture<Object>> start) {
        synchronized (speakers) {
            TaskFuture<Object> started = start.get();
            speakers.put(started.id(), new Speaker(owner, form.taskId(), form.name()));
            return started;
        }
    }

    void printed(TaskLine line) {
        Speaker speaker;
        synchronized (speakers) {
            speaker = speakers.get(line.taskId());
        }
        if (speaker == null) {
            log.accept(line.text()); // said between two tasks
            return;
        }
        TaskLine own =
                new TaskLine(
                        line.text(),
                        line.error(),
                        worker + " " + line.worker(),
                        line.pid(),
                        speaker.taskId(),
                        speaker.taskName());
        owners.accept(speaker.owner(), PrintedLine.write(own));
    }
}
