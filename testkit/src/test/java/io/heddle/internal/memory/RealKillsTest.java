package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The stories of the model, in which those who die are processes, and the system ends them. Once without native
/// code, once with it in all of them.
@Tag("slow")
class RealKillsTest {

    private static final String SEED = System.getProperty("heddle.test.seed", "7");

    private static final int LEAST_DEATHS = Stories.values().length;
    private static final int LEAST_STEPS = 4;

    /// Plays in a process that may call native code.
    ///
    /// @return how many died
    private static int playNatively(String... args) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(RealKillsProgram.NATIVE);
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(RealKillsProgram.class.getName());
        command.addAll(List.of(args));
        Process player = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        try {
            byte[] said = player.getInputStream().readAllBytes();
            assertThat(player.waitFor()).as("see its error output").isZero();
            return Integer.parseInt(new String(said, StandardCharsets.UTF_8).strip());
        } finally {
            player.descendants().forEach(ProcessHandle::destroyForcibly);
            player.destroyForcibly().waitFor();
        }
    }

    @Test
    @Tag("fault-47")
    @Tag("fault-51")
    @Tag("fault-52")
    void survivorsGetThroughWhereverAProcessIsKilled() throws Exception {
        assertThat(RealKillsProgram.some(RealKillsProgram.PORTABLE, SEED))
                .isGreaterThanOrEqualTo(LEAST_DEATHS);
    }

    @Test
    @Tag("fault-47")
    @Tag("fault-51")
    @Tag("fault-52")
    void nativeSurvivorsGetThroughWhereverAProcessIsKilled() throws Exception {
        assertThat(playNatively(SEED)).isGreaterThanOrEqualTo(LEAST_DEATHS);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("stress")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void survivorsGetThroughAtWhicheverStepAProcessIsKilled(Stories primitive) throws Exception {
        assertThat(RealKillsProgram.all(RealKillsProgram.PORTABLE, primitive.name()))
                .isGreaterThan(LEAST_STEPS);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("stress")
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void nativeSurvivorsGetThroughAtWhicheverStepAProcessIsKilled(Stories primitive)
            throws Exception {
        assertThat(playNatively("all", primitive.name())).isGreaterThan(LEAST_STEPS);
    }
}
