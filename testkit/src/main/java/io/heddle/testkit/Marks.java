package io.heddle.testkit;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// Signals between a test and its tasks, wherever these run: each mark is a file in one folder.
///
/// A lambda may capture it, also one that travels to another process. Latches are simpler where
/// everything stays in one.
///
/// ## Memory consistency
///
/// Within one process nothing is ordered by a mark; let results carry what matters.
///
/// @param folder an existing folder of which every file is a mark
public record Marks(String folder) implements Serializable {

    private static final long STAY_MILLIS = 20;

    /// Uses a folder.
    ///
    /// @param folder an existing, empty folder
    /// @return marks without any set
    public static Marks in(Path folder) {
        return new Marks(folder.toAbsolutePath().toString());
    }

    /// Sets a mark. Does nothing if it is set.
    ///
    /// @param name a name that may be one of a file
    public void set(String name) {
        try {
            Files.createFile(file(name));
        } catch (FileAlreadyExistsException e) {
            // somebody was faster
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Tells whether a mark is set.
    ///
    /// @param name its name
    /// @return true from the moment it is set
    public boolean isSet(String name) {
        return Files.exists(file(name));
    }

    /// Counts the marks whose names begin in some way.
    ///
    /// @param prefix how they begin
    /// @return how many are set
    public long count(String prefix) {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix)).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Waits until a mark is set, up to [Eventually#LIMIT].
    ///
    /// @param name its name
    /// @throws InterruptedException if interrupted while waiting
    /// @throws AssertionError if it was not set in time
    public void await(String name) throws InterruptedException {
        Eventually.holds("mark " + name, () -> isSet(name));
    }

    /// Waits until a mark is set, whoever interrupts: the worst of tasks.
    ///
    /// @param name its name
    /// @throws AssertionError if it was not set in time
    public void awaitStubbornly(String name) {
        while (true) {
            try {
                await(name);
                return;
            } catch (InterruptedException e) {
                set(name + ".interrupted");
            }
        }
    }

    /// Sets one mark, then waits for another: how a task says that it runs, and is held.
    ///
    /// When interrupted, it sets a third mark: the first one's name and `.interrupted`.
    ///
    /// @param first the mark to set
    /// @param second the mark to wait for
    /// @throws InterruptedException if interrupted while waiting
    public void setThenAwait(String first, String second) throws InterruptedException {
        set(first);
        try {
            await(second);
        } catch (InterruptedException e) {
            set(first + ".interrupted");
            throw e;
        }
    }

    /// Counts, over all tasks of a test.
    ///
    /// @param name of the counter
    /// @return 0 for who comes first, then 1 and so on
    public long next(String name) {
        long number = 0;
        while (!created(name + "-" + number)) {
            number++;
        }
        return number;
    }

    /// Stays in a place for a moment.
    ///
    /// @param name of the place
    /// @return whether no other task was there at the same time
    /// @throws InterruptedException if interrupted meanwhile
    public boolean isAlone(String name) throws InterruptedException {
        if (!created(name)) {
            return false;
        }
        try {
            TimeUnit.MILLISECONDS.sleep(STAY_MILLIS); // so that another one could come
        } finally {
            remove(name);
        }
        return true;
    }

    private boolean created(String name) {
        try {
            Files.createFile(file(name));
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void remove(String name) {
        try {
            Files.delete(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String name) {
        return Path.of(folder, name);
    }
}
