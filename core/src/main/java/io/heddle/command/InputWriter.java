package io.heddle.command;

import java.io.IOException;
import java.io.OutputStream;

/// Writes the input of a command while the command runs.
@FunctionalInterface
public interface InputWriter {

    /// Writes everything. The stream is closed afterwards. A write waits while the command has not read what was
    /// written before, and throws once it reads no more; that exception may be passed on.
    ///
    /// @param input the standard input of the command
    /// @throws IOException if the command reads no more; this is no failure of the command
    void write(OutputStream input) throws IOException;
}
