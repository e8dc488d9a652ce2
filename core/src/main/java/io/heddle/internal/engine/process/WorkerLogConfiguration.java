package io.heddle.internal.engine.process;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.LogManager;

/// Sets up `java.util.logging` in a worker, when the first logger is asked for: the levels are those of the
/// parent, and all records go to the parent.
///
/// Every child is started with the name of this class in a system property. The JDK asks for a logger when
/// it reads the first task, so this runs in every child, before its first task: it does no more
/// than it must, with as few classes as possible. [WorkerLogHandler] is loaded with the first record.
///
/// ## Source
/// The class comment of [LogManager], on `java.util.logging.config.class`.
public final class WorkerLogConfiguration {

    /// Not taken from the class itself, which would load it.
    static final String HANDLER = "io.heddle.internal.engine.process.WorkerLogHandler";

    private static final String FILE = "java.util.logging.config.file";
    private static final char FIRST_PRINTABLE = '!';
    private static final char LAST_PRINTABLE = '~';

    /// Configures; called by the [LogManager].
    ///
    /// @throws IOException if it does not take the configuration
    public WorkerLogConfiguration() throws IOException {
        StringBuilder wanted = new StringBuilder(".level=INFO\n");
        addLevelsOfFile(wanted);
        for (Map.Entry<String, Integer> level : WorkerLogs.levels().entrySet()) {
            addEscaped(wanted, level.getKey());
            wanted.append(".level=").append(level.getValue().intValue()).append('\n');
        }
        wanted.append("handlers=").append(HANDLER).append('\n');
        byte[] text = wanted.toString().getBytes(StandardCharsets.ISO_8859_1);
        LogManager.getLogManager().readConfiguration(new ByteArrayInputStream(text));
    }

    /// A file that the user names may have levels for loggers that the parent has not asked for yet. Handlers
    /// that it names are the parent's.
    private static void addLevelsOfFile(StringBuilder to) {
        String file = System.getProperty(FILE);
        if (file == null) {
            return;
        }
        try {
            for (String line : Files.readAllLines(Path.of(file), StandardCharsets.ISO_8859_1)) {
                if (line.contains(".level")) {
                    to.append(line).append('\n');
                }
            }
        } catch (IOException e) {
            to.append('\n'); // the parent has said what matters
        }
    }

    /// The form of [java.util.Properties], without its classes.
    private static void addEscaped(StringBuilder to, String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < FIRST_PRINTABLE || c > LAST_PRINTABLE) {
                String hex = Integer.toHexString(0x1_0000 | c);
                to.append("\\u").append(hex, 1, hex.length());
            } else if (Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '$') {
                to.append(c);
            } else {
                to.append('\\').append(c);
            }
        }
    }
}
