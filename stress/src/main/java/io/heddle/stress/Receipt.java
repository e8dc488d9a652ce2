package io.heddle.stress;

import java.io.Serializable;

/// What a task brings back: enough to see that it is its own result, and a right one.
///
/// @param number the run that brought it
/// @param pid the process that it ran in
/// @param value what was calculated
/// @param ballast a large result, or nothing
record Receipt(long number, long pid, long value, byte[] ballast) implements Serializable {

    static final byte[] NO_BALLAST = {};

    @Override
    public String toString() {
        return "Receipt[number=%d pid=%d value=%d ballast=%d bytes]"
                .formatted(number, pid, value, ballast.length);
    }
}
