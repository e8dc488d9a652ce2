package io.heddle.internal.engine.process;

/// What of this process's own limits each of its children gets.
///
/// The JVM of this process has found out how much it may use: of the memory of its container, or of the
/// machine, the heap that it may have; of the processors those that affinity and quota leave. Children that
/// each took as much would together take a multiple.
///
/// @param heapBytes the largest heap
/// @param processors how many processors the child believes to have, which decides the number of its own
///     helper threads and of those of its tasks' parallel streams
record Share(long heapBytes, int processors) {

    private static final long LEAST_HEAP_BYTES = 64L << 20;

    /// Gives the share of each child that runs beside others. Processors are rounded up: a task that waits
    /// leaves its own to the others.
    ///
    /// @param children how many run at once
    static Share among(int children) {
        Runtime own = Runtime.getRuntime();
        return new Share(
                Math.max(own.maxMemory() / children, LEAST_HEAP_BYTES),
                Math.ceilDiv(own.availableProcessors(), children));
    }

    /// Gives the share of a child that stands for this process.
    static Share whole() {
        Runtime own = Runtime.getRuntime();
        return new Share(own.maxMemory(), own.availableProcessors());
    }
}
