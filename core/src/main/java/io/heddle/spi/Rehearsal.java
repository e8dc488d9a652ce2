package io.heddle.spi;

import io.heddle.Task;
import java.util.List;

/// Tasks that do nothing of interest, with which a new worker tries out the way of a task before there is
/// one: reading a lambda, running it, writing its result.
///
/// They lie here, among the types that travel under every list of types.
public final class Rehearsal {

    private Rehearsal() {}

    /// Gives the tasks: one that captured nothing, which travels in another way, and one that did.
    ///
    /// @return tasks with a number and a text as their results
    public static List<Task<?>> tasks() {
        return List.of(stateless(), capturing("rehearsal", 2));
    }

    private static Task<Integer> stateless() {
        return () -> 42;
    }

    private static Task<String> capturing(String text, int begin) {
        return () -> text.substring(begin);
    }
}
