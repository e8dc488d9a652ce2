package io.heddle.command;

import io.heddle.spi.Grace;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What holds for a command as a whole. What was not said is `null`.
///
/// @param input what its first program reads
/// @param stdout where the output of its last one goes
/// @param charset of all text
/// @param timeout how long it may run
/// @param grace from TERM to KILL
/// @param maxOutputBytes how much output is kept
/// @param check whether an exit code other than 0 is a failure
/// @param pipefail whether that of any program counts
/// @param ownSession whether it has a session of its own
/// @param outlives whether it goes on when this process ends
record Terms(
        Input input,
        OutputTo stdout,
        @Nullable Charset charset,
        @Nullable Duration timeout,
        @Nullable Duration grace,
        @Nullable Long maxOutputBytes,
        boolean check,
        boolean pipefail,
        boolean ownSession,
        boolean outlives) {

    static final Terms UNSAID =
            new Terms(
                    new Input.Unsaid(),
                    OutputTo.capture(),
                    null,
                    null,
                    null,
                    null,
                    false,
                    false,
                    false,
                    false);

    /// The longest array that every JVM can make.
    static final long MOST_KEPT_BYTES = Integer.MAX_VALUE - 8;

    /// How much of the heap may be filled by what one command says, if nothing was said of it.
    private static final long PART_OF_HEAP = 4;

    Charset text() {
        return charset == null ? StandardCharsets.UTF_8 : charset;
    }

    Duration patience() {
        return grace == null ? Grace.DEFAULT.afterTerm() : grace;
    }

    long mostOutput() {
        return maxOutputBytes == null
                ? Math.min(Runtime.getRuntime().maxMemory() / PART_OF_HEAP, MOST_KEPT_BYTES)
                : maxOutputBytes;
    }

    /// Joins the terms of two parts of a pipeline: what either said holds; the second wins.
    Terms joined(Terms next) {
        return new Terms(
                input,
                next.stdout,
                next.charset == null ? charset : next.charset,
                sooner(timeout, next.timeout),
                next.grace == null ? grace : next.grace,
                next.maxOutputBytes == null ? maxOutputBytes : next.maxOutputBytes,
                check || next.check,
                pipefail || next.pipefail,
                ownSession || next.ownSession,
                outlives || next.outlives);
    }

    private static @Nullable Duration sooner(@Nullable Duration one, @Nullable Duration other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.compareTo(other) < 0 ? one : other;
    }

    Terms withInput(Input that) {
        return but(draft -> draft.input = that);
    }

    Terms withStdout(OutputTo that) {
        return but(draft -> draft.stdout = that);
    }

    Terms withCharset(Charset that) {
        return but(draft -> draft.charset = that);
    }

    Terms withTimeout(Duration that) {
        return but(draft -> draft.timeout = that);
    }

    Terms withGrace(Duration that) {
        return but(draft -> draft.grace = that);
    }

    Terms withMaxOutputBytes(long that) {
        return but(draft -> draft.maxOutputBytes = that);
    }

    Terms checked() {
        return but(draft -> draft.check = true);
    }

    Terms failingWithAny() {
        return but(draft -> draft.pipefail = true);
    }

    Terms inOwnSession() {
        return but(draft -> draft.ownSession = true);
    }

    Terms outliving() {
        return but(draft -> draft.outlives = true);
    }

    /// Makes a copy with a change.
    private Terms but(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.terms();
    }

    /// Terms on their way from one copy to the next.
    private static final class Draft {

        private Input input;
        private OutputTo stdout;
        private @Nullable Charset charset;
        private @Nullable Duration timeout;
        private @Nullable Duration grace;
        private @Nullable Long maxOutputBytes;
        private boolean check;
        private boolean pipefail;
        private boolean ownSession;
        private boolean outlives;

        private Draft(Terms from) {
            input = from.input;
            stdout = from.stdout;
            charset = from.charset;
            timeout = from.timeout;
            grace = from.grace;
            maxOutputBytes = from.maxOutputBytes;
            check = from.check;
            pipefail = from.pipefail;
            ownSession = from.ownSession;
            outlives = from.outlives;
        }

        private Terms terms() {
            return new Terms(
                    input,
                    stdout,
                    charset,
                    timeout,
                    grace,
                    maxOutputBytes,
                    check,
                    pipefail,
                    ownSession,
                    outlives);
        }
    }
}
