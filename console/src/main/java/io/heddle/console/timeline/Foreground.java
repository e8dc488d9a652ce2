package io.heddle.console.timeline;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Whether Ctrl-C in a terminal reaches this process and what it has started: the terminal sends INT to the group of
/// processes that is in its foreground, wherever their input and output go.
///
/// ## Source
/// `proc_pid_stat(5)`, fields 5 and 8; `credentials(7)`.
final class Foreground {

    private static final Path STAT = Path.of("/proc/self/stat");

    private static final int GROUP = 2;
    private static final int GROUP_OF_TERMINAL = 5;

    private Foreground() {}

    static boolean isHere() {
        try {
            return isIn(Files.readString(STAT));
        } catch (IOException e) { // no Linux
            return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
        }
    }

    /// Tells it by what the system says of a process; the group is -1 where there is no terminal.
    static boolean isIn(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return fields[GROUP].equals(fields[GROUP_OF_TERMINAL]);
    }
}
