package io.heddle.stress.shared;

/// Some words of a stage: those of an act, or those of a seat.
///
/// @param stage where they are
/// @param first the first of them
record Words(Stage stage, long first) {

    long get(long word) {
        return stage.get(first + word);
    }

    void set(long word, long value) {
        stage.set(first + word, value);
    }

    /// Adds, and gives the value before.
    long add(long word, long delta) {
        return stage.add(first + word, delta);
    }

    /// Sets bits, and gives the value before.
    long or(long word, long bits) {
        return stage.or(first + word, bits);
    }

    boolean compareAndSet(long word, long expected, long value) {
        return stage.compareAndSet(first + word, expected, value);
    }
}
