package io.heddle.examples.tour;

import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Where a [Program] tells its story, how fast its time goes, and what checks its claims.
///
/// A lambda for another process may capture it: the copy there speaks and keeps time in the same way, and
/// a check that fails there throws there.
public final class Stage implements Serializable {

    private static final long serialVersionUID = 1L;

    /// How long something that is bound to happen may take; real time, whatever the speed.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final long LOOK_MILLIS = 5;

    private final double speed;

    private final ArrayList<String> given;

    /// Books of the process that the program runs in; copies in other processes have none.
    private final transient @Nullable Books books;

    /// Written by whichever thread of the program checks something.
    private static final class Books {
        private final AtomicInteger checks = new AtomicInteger();
        private final AtomicReference<@Nullable String> failure = new AtomicReference<>();
    }

    /// Work that is timed.
    @FunctionalInterface
    public interface Work {
        /// Does it.
        ///
        /// @throws Exception whatever it likes
        void run() throws Exception;
    }

    /// Makes a stage.
    ///
    /// @param speed by how much pauses are shortened: 1 for seconds as written, 20 for a twentieth
    /// @param given what the program is to work with, for those that take something
    public Stage(double speed, List<String> given) {
        this.speed = speed;
        this.given = new ArrayList<>(given);
        this.books = new Books();
    }

    /// Says something, at once and on a line of its own.
    ///
    /// @param format as of [String#format]
    /// @param values what is put into it
    @SuppressWarnings("AnnotateFormatMethod") // core brings no annotations of others along
    public void say(String format, @Nullable Object... values) {
        System.out.println(values.length == 0 ? format : format.formatted(values));
    }

    /// Gives what the program was told to work with: URLs, names, whatever it says that it takes.
    ///
    /// @return what was given; empty if nothing was, and the program takes something of its own
    public List<String> given() {
        return List.copyOf(given);
    }

    /// Gives a time of the story as it is at this speed.
    ///
    /// @param seconds how many seconds at speed 1
    /// @return that time, shortened
    public Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9 / speed));
    }

    /// Sleeps.
    ///
    /// @param seconds how many seconds at speed 1
    /// @throws InterruptedException if interrupted meanwhile
    public void pause(double seconds) throws InterruptedException {
        Thread.sleep(seconds(seconds));
    }

    /// Tells how long something takes.
    ///
    /// @param work what is done
    /// @return the real time that it took
    /// @throws Exception what the work throws
    public Duration time(Work work) throws Exception {
        long begin = System.nanoTime();
        work.run();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /// Checks that something is so.
    ///
    /// @param holds whether it is
    /// @param what what must be so, as a sentence
    /// @throws CheckFailedException if it is not
    public void check(boolean holds, String what) {
        if (!holds) {
            throw failed("not so: " + what);
        }
        passed(what);
    }

    /// Checks that two things are equal.
    ///
    /// @param expected what it must be
    /// @param actual what it is
    /// @param what what it is about
    /// @throws CheckFailedException if they are not
    public void equal(@Nullable Object expected, @Nullable Object actual, String what) {
        if (!Objects.equals(expected, actual)) {
            throw failed("not so: %s: expected=%s was=%s".formatted(what, expected, actual));
        }
        passed(what + ": " + actual);
    }

    /// Checks that something becomes so, soon.
    ///
    /// @param what what must become so, as a sentence
    /// @param holds asked again and again whether it is
    /// @throws CheckFailedException if it has not become so for very long
    /// @throws Exception what the question throws
    public void becomes(String what, Callable<Boolean> holds) throws Exception {
        long begin = System.nanoTime();
        while (!holds.call()) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw failed("not so, even after %d s: %s".formatted(PATIENCE.toSeconds(), what));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        passed(what);
    }

    /// Gives the first check that failed, in whatever thread, and whether or not the program took note.
    ///
    /// @return what was not so; empty if no check has failed
    public Optional<String> failure() {
        return books == null ? Optional.empty() : Optional.ofNullable(books.failure.get());
    }

    /// Tells how much was checked.
    ///
    /// @return the number of checks that did not fail, those in other processes left out
    public int checks() {
        return books == null ? 0 : books.checks.get();
    }

    private void passed(String what) {
        if (books != null) {
            books.checks.incrementAndGet();
        }
        say("%s", "ok: " + what);
    }

    private CheckFailedException failed(String message) {
        if (books != null) {
            books.failure.compareAndSet(null, message);
        }
        return new CheckFailedException(message);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "stage at speed %s", speed);
    }
}
