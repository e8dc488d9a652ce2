package io.heddle.console.timeline;

import org.jspecify.annotations.Nullable;

/// A line of a recording; what it does not have is zero or `null`.
///
/// @param e what happened
/// @param t when, in nanoseconds of the clock that all processes share
/// @param lane in which thread
/// @param task which task
/// @param number by which number a process knows a task that it was given
/// @param pid which process
/// @param parent which process has started it
/// @param millis the time on the wall, since 1970
/// @param begun when the process began on the wall, since 1970
/// @param name what it is called
/// @param pool in which pool
/// @param thread the name of the thread
/// @param state what the thread does from now on
/// @param outcome what became of a task
/// @param failed 1 if it ended with an exception
/// @param virtual 1 for a virtual thread
/// @param child 1 for a process that records by itself as soon as it has something to do
/// @param exit the exit code, as the JDK says it
record Happening(
        @Nullable String e,
        long t,
        long lane,
        long task,
        long number,
        long pid,
        long parent,
        long millis,
        long begun,
        @Nullable String name,
        @Nullable String pool,
        @Nullable String thread,
        @Nullable String state,
        @Nullable String outcome,
        int failed,
        int virtual,
        int child,
        int exit) {

    boolean is(String event) {
        return event.equals(e);
    }

    /// Gives a text that may be missing.
    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
