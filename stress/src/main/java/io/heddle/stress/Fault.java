package io.heddle.stress;

/// Something that must not happen.
///
/// @param sort which of the four numbers it counts in
/// @param what what happened, with its values
record Fault(Sort sort, String what) {

    /// The four numbers of the last line.
    enum Sort {
        /// Somebody waits for ever.
        HANG("hang"),
        /// Something failed, was wrong or ran twice although no kill excuses it.
        INNOCENT("innocent failure"),
        /// Something is gone and nobody was told: a task, an answer, a worker.
        LOST("lost"),
        /// Something is left over.
        LEAK("leak");

        private final String label;

        Sort(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }
}
