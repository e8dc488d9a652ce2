package io.heddle.stress.cluster;

/// What must not happen; one number of the last line each.
enum Offence {
    /// Somebody waits for ever.
    HANG("hang"),
    /// A task or a value is gone without a word.
    LOST("lost"),
    /// Something was done twice that must not be.
    TWICE("twice"),
    /// Nothing that the storm did explains it.
    UNEXPLAINED("unexplained"),
    /// Something is left over.
    LEFT("left");

    private final String label;

    Offence(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
