package io.heddle.stress.shared;

/// What a seat has noted about itself. It outlives who sat there.
///
/// @param words 16 words; the first ones are described here, those from [#OWN] on are the act's
record Row(Words words) {

    static final int WORDS = 16;

    /// The first word that the act of the seat uses as it likes.
    static final int OWN = 4;

    private static final int PID = 0;
    private static final int OPERATIONS = 1;

    /// When it began what it is doing, as of the clock that all processes of a machine have in common; 0 if it
    /// is doing nothing.
    private static final int SINCE = 2;

    /// How many were killed here while they were doing something.
    private static final int DEATHS = 3;

    void occupy(long pid) {
        words.set(SINCE, 0);
        words.set(PID, pid);
    }

    long pid() {
        return words.get(PID);
    }

    void begin() {
        words.set(SINCE, System.nanoTime() | 1);
    }

    void end() {
        words.set(OPERATIONS, words.get(OPERATIONS) + 1);
        words.set(SINCE, 0);
    }

    boolean isBusy() {
        return words.get(SINCE) != 0;
    }

    long since() {
        return words.get(SINCE);
    }

    long operations() {
        return words.get(OPERATIONS);
    }

    long deaths() {
        return words.get(DEATHS);
    }

    /// After its process has ended.
    void bury() {
        if (isBusy()) {
            words.set(DEATHS, deaths() + 1);
        }
        words.set(PID, 0);
        words.set(SINCE, 0);
    }

    long get(int word) {
        return words.get(word);
    }

    void set(int word, long value) {
        words.set(word, value);
    }

    void add(int word, long delta) {
        var _ = words.add(word, delta);
    }
}
