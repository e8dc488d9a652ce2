package io.heddle.stress;

import java.util.Locale;

/// What a customer can ask of a pool, and how often it does.
enum ErrandKind {
    /// A few instructions.
    TINY(400, 1, 1),
    /// Some milliseconds of a processor.
    CPU(120, 20_000, 2_000_000),
    /// An argument of megabytes, so that kills hit tasks on their way to a worker.
    LARGE_ARGUMENT(30, 1 << 20, 6 << 20),
    /// A result of megabytes, so that kills hit results on their way back.
    LARGE_RESULT(30, 1 << 20, 6 << 20),
    /// Both.
    LARGE_BOTH(10, 1 << 20, 4 << 20),
    /// Lines on both streams.
    PRINT(40, 1, 40),
    /// An exception of its own.
    THROW(60, 1, 1),
    /// Leaves a process behind that its worker's end must sweep.
    SPAWN(4, 1, 1),
    /// Submits its successor from a callback.
    CALLBACK(40, 1, 1),
    /// Has a limit and never ends: half of them hear the interrupt, half do not.
    OVERTIME(5, 20, 200),
    /// Waits for ever, and is cancelled with an interrupt.
    CANCEL_WAITING(25, 1, 1),
    /// Spins for ever, deaf to interrupts, and is cancelled with one.
    CANCEL_SPINNING(4, 1, 1),
    /// Is cancelled without an interrupt; its work may go on, and ends by itself.
    CANCEL_SOFTLY(15, 20_000, 2_000_000),
    /// A whole `map` over many inputs.
    MAP(12, 20, 600),
    /// A stream that is read to its end, or closed in the middle.
    STREAM(6, 20, 600),
    /// A stream in the order of completion.
    STREAM_UNORDERED(6, 20, 600),
    /// No task: the pool gets another size, if its size is to change.
    RESIZE(3, 1, 4),
    /// No errand at all: everything that is open ends, then a pause, so that workers are idle.
    LULL(6, 1, 1);

    private final int weight;
    private final int least;
    private final int most;

    ErrandKind(int weight, int least, int most) {
        this.weight = weight;
        this.least = least;
        this.most = most;
    }

    /// How often it comes, beside the weights of the others.
    int weight() {
        return weight;
    }

    /// Gives a size between the least and the most, small ones more often.
    int size(double part) {
        return least + (int) ((most - least) * part * part);
    }

    /// How many marks it can leave, each under a number of its own.
    int runs(int size) {
        return switch (this) {
            case MAP, STREAM, STREAM_UNORDERED -> size;
            case CALLBACK -> 2;
            default -> 1;
        };
    }

    /// Whether it comes to an outcome.
    boolean isTask() {
        return this != LULL && this != RESIZE;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
