package io.heddle.stress.shared;

import java.time.Duration;

/// What an act is judged by at the end.
///
/// @param words the words of the act
/// @param rows its seats, which are all empty now
/// @param patience how long anything may take
/// @param tally where faults and losses are counted
/// @param title the name of the act
record Settlement(Words words, Rows rows, Duration patience, Tally tally, String title) {

    /// Says that a number must lie within limits.
    void requireBetween(String what, long least, long value, long most, Fault fault) {
        if (value < least || value > most) {
            fault(fault, "%s: least=%d found=%d most=%d".formatted(what, least, value, most));
        }
    }

    void fault(Fault fault, String text) {
        tally.fault(fault, title + ": " + text);
    }
}
