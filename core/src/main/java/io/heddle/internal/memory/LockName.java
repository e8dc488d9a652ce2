package io.heddle.internal.memory;

/// What a lock is called among all processes.
///
/// @param high one half of the id of its region
/// @param low the other half
/// @param at its offset there
public record LockName(long high, long low, long at) {

    @Override
    public String toString() {
        return "%08x+%x".formatted(high >>> Integer.SIZE, at);
    }
}
