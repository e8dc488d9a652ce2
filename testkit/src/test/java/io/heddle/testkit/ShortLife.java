package io.heddle.testkit;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import java.util.Arrays;
import java.util.stream.Stream;

/// Children that end after a fraction of a second, of which the compilers of their JVM would take a third.
///
/// What they do is the same, as long as it does not depend on code that has become hot. Somebody always runs the same
/// behaviour with the JVM as it is, as users have it: [SocketPoolTest], [ProcessStrandTest],
/// [SharedWithANativeChildTest], the storms.
final class ShortLife {

    /// Compiles only what runs often, and quickly.
    private static final String[] JVM_ARGUMENTS = {
        "-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=10"
    };

    private ShortLife() {}

    static String[] jvmArguments() {
        return JVM_ARGUMENTS.clone();
    }

    static String[] jvmArgumentsAnd(String argument) {
        return Stream.concat(Arrays.stream(JVM_ARGUMENTS), Stream.of(argument))
                .toArray(String[]::new);
    }

    static ProcessStrand.Builder strand() {
        return Strand.ofProcess().jvmArgs(JVM_ARGUMENTS);
    }
}
