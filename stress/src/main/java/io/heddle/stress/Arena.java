package io.heddle.stress;

import io.heddle.TaskOutput;
import io.heddle.TaskPool;

/// A pool that a storm goes over.
///
/// @param name the pool's name, and the beginning of its workers' names
/// @param workers how many workers it must have at the end
/// @param mostAttempts how often a task may be started
/// @param pool the pool
record Arena(String name, int workers, int mostAttempts, TaskPool pool) {

    /// Opens the pool of an arena. Tests put others in, with defects.
    @FunctionalInterface
    interface Opener {
        /// Opens it.
        TaskPool open(Plan plan, TaskOutput output);
    }

    /// What an arena is to be like.
    ///
    /// @param name its name
    /// @param workers its number of workers
    /// @param mostAttempts how often a task may be started
    record Plan(String name, int workers, int mostAttempts) {

        /// Opens a pool of processes so. A heap of its own size keeps large arguments of many tasks apart
        /// from what this machine has.
        TaskPool openProcesses(TaskOutput output) {
            return TaskPool.ofProcesses()
                    .name(name)
                    .workers(workers)
                    .maxHeapBytes(160L << 20)
                    // a core file of each crash would fill the disk
                    .jvmArgs("-XX:-CreateCoredumpOnCrash")
                    .output(output)
                    .build();
        }
    }

    static Arena open(Plan plan, Opener opener, TaskOutput output) {
        return new Arena(
                plan.name(), plan.workers(), plan.mostAttempts(), opener.open(plan, output));
    }
}
