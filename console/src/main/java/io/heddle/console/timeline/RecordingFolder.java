package io.heddle.console.timeline;

import io.heddle.monitor.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/// A folder for a recording that is needed for a moment. If the command is ended meanwhile, a hook removes it.
///
/// It lies within another one, which is removed with it: a program that outlives the command makes one folder at most, and
/// so finds no place for what nobody will read.
public final class RecordingFolder implements AutoCloseable {

    private static final int TRIES = 10;

    private final Path around;
    private final Path folder;
    private final Thread hook;

    /// Whether it stays.
    private volatile boolean kept;

    private RecordingFolder(Path around, Runnable last) throws IOException {
        this.around = around;
        this.folder = Files.createDirectory(around.resolve("run"));
        this.hook =
                new Thread(
                        () -> {
                            last.run(); // which may keep it
                            delete();
                        },
                        "heddle-removes-recording");
    }

    /// Makes one.
    ///
    /// @param last what is done before it is removed if this program is ended, by Ctrl-C perhaps
    /// @return the folder, empty
    /// @throws IOException if it cannot be made
    public static RecordingFolder make(Runnable last) throws IOException {
        RecordingFolder made =
                new RecordingFolder(Files.createTempDirectory("heddle-recording"), last);
        Runtime.getRuntime().addShutdownHook(made.hook);
        return made;
    }

    /// Tells where it is.
    ///
    /// @return the folder
    public Path path() {
        return folder;
    }

    /// Gives what a program must have in its environment to write into it.
    ///
    /// @return one variable
    public Map<String, String> environment() {
        return Map.of(Recording.VARIABLE, folder.toString());
    }

    /// Gives what a Java program must have on its command line to write into it.
    ///
    /// @return one option
    public String option() {
        return "-D" + Recording.PROPERTY + "=" + folder;
    }

    /// Reads what is in it by now.
    ///
    /// @return what happened
    /// @throws IOException if it cannot be read
    public Story story() throws IOException {
        return Story.of(RecordingReader.read(folder));
    }

    /// Lets it stay, for a timeline that could not be drawn.
    ///
    /// @return what is to be said to the user
    public String keep() {
        kept = true;
        return "what was recorded is still there; draw it with: heddle timeline FILE --from "
                + folder;
    }

    @Override
    public void close() {
        delete();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // this program ends, and the hook finds nothing
        }
    }

    private void delete() {
        for (int i = 0; i < TRIES && !kept && Files.exists(around); i++) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.toList()) {
                    Files.deleteIfExists(file);
                }
                Files.deleteIfExists(folder);
                Files.deleteIfExists(around);
            } catch (IOException e) {
                // somebody has begun to write meanwhile
            }
        }
    }
}
