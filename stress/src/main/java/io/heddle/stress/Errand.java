package io.heddle.stress;

/// One thing that a customer asks of a pool, with everything that the dice decided about it.
///
/// @param number its number; if it has several runs, they have this number and those that follow it
/// @param kind what it is
/// @param size how large or long it is, as its kind understands it
/// @param salt what makes its result different from others
/// @param delayMicros when something is done about it that is done later, such as its cancellation
/// @param flag one of two variants
/// @param named whether its task has a name of its own
record Errand(
        long number,
        ErrandKind kind,
        int size,
        long salt,
        int delayMicros,
        boolean flag,
        boolean named) {

    String name() {
        return kind.label() + "-" + number;
    }

    /// The errand that a callback of this one submits.
    Errand successor() {
        return new Errand(number + 1, ErrandKind.TINY, 1, salt + 1, 0, false, named);
    }

    @Override
    public String toString() {
        return "%s size=%d delay=%dus flag=%s".formatted(name(), size, delayMicros, flag);
    }
}
