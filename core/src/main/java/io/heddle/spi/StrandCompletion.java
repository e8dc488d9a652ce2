package io.heddle.spi;

import io.heddle.Strand;
import org.jspecify.annotations.Nullable;

/// The future that a strand is, whatever it runs in. If it fails and nobody ever asks, its failure is
/// reported: see [Strand].
///
/// A subclass calls [#noteStart] when it is started, and [#heard] when somebody has waited for its end.
///
/// @param <T> the type of the result
public abstract class StrandCompletion<T extends @Nullable Object> extends TaskCompletion<T>
        implements Strand<T> {

    /// Written before the strand can fail; `null` if nobody noted it.
    private @Nullable CallSite startedAt;

    /// What is reported unless somebody asks. Written once, when there is an outcome; this and the next field are
    /// written in opposite orders by who fails and who asks.
    private volatile @Nullable UnheardFailure failure;

    /// Whether somebody has asked or will be told.
    private volatile boolean heard;

    /// Makes a strand that was not started.
    ///
    /// @param name its name; empty for one made from the id
    protected StrandCompletion(String name) {
        super(name);
    }

    /// Notes that the calling thread starts it, and where.
    protected final void noteStart() {
        startedAt = CallSite.here();
    }

    @Override
    final void failed(Throwable cause) {
        try {
            UnheardFailure unheard = UnheardFailure.of(this, place(cause), cause);
            failure = unheard;
            if (heard) {
                unheard.forget();
            }
        } catch (OutOfMemoryError e) {
            // there is none for a report: whoever asks is told
        }
    }

    /// Where the code of the task begins stands in what it threw.
    private String place(Throwable cause) {
        CallSite noted = startedAt;
        return noted == null
                ? "task=" + CallSite.outermost(FailureText.stackOf(cause))
                : "startedAt=" + noted;
    }

    /// Shows the outcome, or how far the strand is if there is none yet.
    @Override
    public String toString() {
        return "Strand[%s, %s, %s]".formatted(name(), kind(), isDone() ? state() : status());
    }

    /// Says that somebody has asked for the outcome, or will be told.
    @Override
    protected final void heard() {
        heard = true;
        UnheardFailure unheard = failure;
        if (unheard != null) {
            unheard.forget();
        }
    }
}
