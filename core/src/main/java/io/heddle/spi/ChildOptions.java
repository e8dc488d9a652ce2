package io.heddle.spi;

import io.heddle.TaskOutput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What a child process is to be like, for pools and strands alike.
///
/// @param maxHeapBytes the largest heap, 0 for the engine's own choice
/// @param jvmArgs further arguments for its JVM
/// @param environment variables beside those that it inherits
/// @param output what becomes of the lines that it prints
/// @param rules what may travel to it and back
public record ChildOptions(
        long maxHeapBytes,
        List<String> jvmArgs,
        Map<String, String> environment,
        TaskOutput output,
        CodecRules rules) {

    private static final long LEAST_HEAP_BYTES = 2L << 20;

    /// Checks and copies.
    public ChildOptions {
        if (maxHeapBytes != 0 && maxHeapBytes < LEAST_HEAP_BYTES) {
            throw new IllegalArgumentException(
                    "a JVM needs a heap of at least 2 MiB: maxHeapBytes=" + maxHeapBytes);
        }
        jvmArgs = List.copyOf(jvmArgs);
        environment = Map.copyOf(environment);
        Objects.requireNonNull(output, "output");
        Objects.requireNonNull(rules, "rules");
    }

    /// Gives the options of a child about which nothing special is said.
    ///
    /// @return the engine's choice of heap, no further arguments, output inherited
    public static ChildOptions defaults() {
        return new ChildOptions(
                0, List.of(), Map.of(), TaskOutput.inherit(), CodecRules.defaults());
    }

    /// Changes the heap.
    ///
    /// @param bytes at least 2 MiB
    /// @return a changed copy
    public ChildOptions withMaxHeapBytes(long bytes) {
        if (bytes == 0) {
            throw new IllegalArgumentException(
                    "a JVM needs a heap of at least 2 MiB: maxHeapBytes=" + bytes);
        }
        return new ChildOptions(bytes, jvmArgs, environment, output, rules);
    }

    /// Adds arguments.
    ///
    /// @param more arguments for the JVM
    /// @return a changed copy
    /// @throws IllegalArgumentException if one has a NUL
    public ChildOptions plusJvmArgs(List<String> more) {
        Parameters.requireArguments(more);
        List<String> all = new ArrayList<>(jvmArgs);
        all.addAll(more);
        return new ChildOptions(maxHeapBytes, all, environment, output, rules);
    }

    /// Adds variables; a later value replaces an earlier one of the same name.
    ///
    /// @param more names and values
    /// @return a changed copy
    /// @throws IllegalArgumentException if the system would not take one
    public ChildOptions plusEnvironment(Map<String, String> more) {
        Parameters.requireEnvironment(more);
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(more);
        return new ChildOptions(maxHeapBytes, jvmArgs, all, output, rules);
    }

    /// Changes where printed lines go.
    ///
    /// @param where the output
    /// @return a changed copy
    public ChildOptions withOutput(TaskOutput where) {
        return new ChildOptions(maxHeapBytes, jvmArgs, environment, where, rules);
    }

    /// Changes what may travel.
    ///
    /// @param next the rules
    /// @return a changed copy
    public ChildOptions withRules(CodecRules next) {
        return new ChildOptions(maxHeapBytes, jvmArgs, environment, output, next);
    }
}
