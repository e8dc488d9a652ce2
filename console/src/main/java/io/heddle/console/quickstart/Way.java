package io.heddle.console.quickstart;

import io.heddle.Kind;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;

/// A way to do the whole job: a kind of pool, and how many work at once.
///
/// @param kind the kind
/// @param workers the number of workers; for coroutines the number of files, since each gets one
record Way(Kind kind, int workers) {

    /// Opens a pool of this kind. That is all the difference between the ways.
    ///
    /// @param output gets what tasks in other processes print
    TaskPool open(TaskOutput output) {
        return switch (kind) {
            case INLINE -> TaskPool.inline();
            case THREAD -> TaskPool.threads(workers);
            case COROUTINE -> TaskPool.coroutines();
            case PROCESS ->
                    TaskPool.ofProcesses().workers(workers).name("tour").output(output).build();
        };
    }

    /// Gives the name that people read.
    String title() {
        return switch (kind) {
            case INLINE -> "sequential";
            case THREAD -> "threads";
            case COROUTINE -> "coroutines";
            case PROCESS -> "processes";
        };
    }
}
