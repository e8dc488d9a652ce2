package io.heddle.internal.engine.process;

/// What a worker is told about the items of a task: as one number, which a frame has room for.
///
/// @param done how many of the first are done already, and not to be run again
/// @param timed whether each has a time limit
record ItemsToDo(int done, boolean timed) {

    static ItemsToDo of(long number) {
        return new ItemsToDo(Math.toIntExact(number >> 1), (number & 1) != 0);
    }

    long number() {
        return 2L * done + (timed ? 1 : 0);
    }
}
