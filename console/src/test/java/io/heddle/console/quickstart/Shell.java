package io.heddle.console.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Runs programs of the system, whose answers the tests believe.
final class Shell {

    private Shell() {}

    /// Runs a program to its end.
    ///
    /// @return its standard output
    static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s said: %s", List.of(command), output).isZero();
        return output;
    }
}
