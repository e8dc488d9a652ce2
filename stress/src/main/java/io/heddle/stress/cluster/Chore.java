package io.heddle.stress.cluster;

import io.heddle.Task;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// A task of the storm: writes down that it begins, takes its time and gives a number that only it gives.
///
/// @param folder where diaries lie
/// @param id which task it is
/// @param millis how long it takes
record Chore(String folder, String id, int millis) implements Task<Long> {

    /// The name of the worker, in the environment of the processes that it starts.
    static final String WORKER = "HEDDLE_STORM_WORKER";

    private static final long PID = ProcessHandle.current().pid();

    /// The diaries of the process that runs the task, by their folders.
    private static final Map<String, Diary> DIARIES = new ConcurrentHashMap<>();

    @Override
    public Long call() throws InterruptedException {
        String worker = String.valueOf(System.getenv(WORKER));
        DIARIES.computeIfAbsent(
                        folder, _ -> Diary.open(Path.of(folder), worker, Long.toString(PID)))
                .note(Diary.Verb.BEGINS, id, PID, worker);
        TimeUnit.MILLISECONDS.sleep(millis);
        return valueOf(id);
    }

    /// The number that is right for a task.
    static long valueOf(String id) {
        long value = 7;
        for (int i = 0; i < id.length(); i++) {
            value = value * 1_000_003 + id.charAt(i);
        }
        return value;
    }
}
