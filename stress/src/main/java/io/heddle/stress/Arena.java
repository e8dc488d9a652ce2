package io.heddle.stress;

import io.heddle.ProcessPoolBuilder;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import java.util.function.UnaryOperator;

/// A pool that a storm goes over.
///
/// @param plan what it is to be like
/// @param pool the pool
record Arena(Plan plan, TaskPool pool) {

    /// Opens the pool of an arena. Tests put others in, with defects.
    @FunctionalInterface
    interface Opener {
        /// Opens it.
        TaskPool open(Plan plan, TaskOutput output);
    }

    /// What an arena is to be like.
    ///
    /// @param name the pool's name, and the beginning of its workers' names
    /// @param workers how many workers it must have at the end
    /// @param spares how many spares
    /// @param retries how often a task may be run again
    /// @param resized whether its size changes during the storm
    /// @param more what else is said about it
    record Plan(
            String name,
            int workers,
            int spares,
            int retries,
            boolean resized,
            UnaryOperator<ProcessPoolBuilder> more) {

        static Plan of(String name, int workers) {
            return new Plan(name, workers, 0, 0, false, UnaryOperator.identity());
        }

        Plan withSpares(int count) {
            return new Plan(name, workers, count, retries, resized, more);
        }

        Plan withRetries(int count) {
            return new Plan(name, workers, spares, count, resized, more);
        }

        Plan withChangingSize() {
            return new Plan(name, workers, spares, retries, true, more);
        }

        Plan with(UnaryOperator<ProcessPoolBuilder> options) {
            return new Plan(name, workers, spares, retries, resized, options);
        }

        /// Opens a pool of processes so. A heap of its own size keeps large arguments of many tasks apart
        /// from what this machine has.
        TaskPool openProcesses(TaskOutput output) {
            ProcessPoolBuilder builder =
                    TaskPool.ofProcesses()
                            .name(name)
                            .workers(workers)
                            .spares(spares)
                            .retries(retries)
                            .maxHeapBytes(160L << 20)
                            // a core file of each crash would fill the disk
                            .jvmArgs("-XX:-CreateCoredumpOnCrash")
                            .output(output);
            return more.apply(builder).build();
        }
    }

    static Arena open(Plan plan, Opener opener, TaskOutput output) {
        return new Arena(plan, opener.open(plan, output));
    }

    String name() {
        return plan.name();
    }
}
