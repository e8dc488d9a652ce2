package io.heddle.stress.shared;

/// What must not happen; one number of the last line each.
enum Fault {
    /// Somebody waits for ever.
    HANG("hang"),
    /// Something was handed out twice.
    DUPLICATE("duplicate"),
    /// Something does not fit together, or is gone although nobody was killed for it.
    CORRUPT("corrupt"),
    /// Something is left over, or never comes back.
    LEAK("leak");

    private final String label;

    Fault(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
