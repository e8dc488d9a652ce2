package io.heddle.testkit;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.TaskPool;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/// Children that end after a fraction of a second, of which the compilers of their JVM would take a third.
///
/// What they do is the same, as long as it does not depend on code that has become hot. Somebody always runs the same
/// behaviour with the JVM as it is, as users have it: [SocketPoolTest], [ClosedObjectsTest], [OpenScopeTest],
/// [SharedWithANativeChildTest], the storms.
public final class ShortLife {

    /// Compiles only what runs often, and quickly, and finds the classes of the JDK in an archive.
    private static final String[] JVM_ARGUMENTS =
            Stream.concat(
                            Stream.of("-XX:TieredStopAtLevel=1", "-XX:CompileThresholdScaling=10"),
                            archive())
                    .toArray(String[]::new);

    private ShortLife() {}

    /// The archive of classes that the tests of core have made, if they have (`ClassArchive` there).
    private static Stream<String> archive() {
        try {
            Path heddle =
                    Path.of(
                            TaskPool.class
                                    .getProtectionDomain()
                                    .getCodeSource()
                                    .getLocation()
                                    .toURI());
            return Stream.of("children-" + System.getProperty("java.vm.version") + ".jsa")
                    .map(heddle::resolveSibling)
                    .filter(Files::exists)
                    .flatMap(file -> Stream.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds*=off"));
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /// Tells what such a JVM is given.
    ///
    /// @return its options
    public static String[] jvmArguments() {
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
