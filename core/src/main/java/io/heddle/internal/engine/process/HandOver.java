package io.heddle.internal.engine.process;

/// The number by which a parent and its worker speak of a task that the worker was given.
///
/// A task that is given again, to the same worker or another, has another number: what is said late of one
/// hand-over is never taken for a word about the next. The number of the first is that of the task.
///
/// | bits  | meaning |
/// |-------|---------|
/// | 0–47  | the task |
/// | 48–62 | how often it was handed over before; wraps |
final class HandOver {

    private static final int TASK_BITS = 48;
    private static final long TASK_MASK = (1L << TASK_BITS) - 1;
    private static final int COUNT_MASK = 0x7FFF;

    private HandOver() {}

    static long of(long task, int before) {
        return task | (long) (before & COUNT_MASK) << TASK_BITS;
    }

    /// Tells which task is meant. Numbers that are none of tasks stay what they are.
    static long taskOf(long number) {
        return number < 0 ? number : number & TASK_MASK;
    }
}
