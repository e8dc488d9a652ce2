package io.heddle.internal.engine.process;

import io.heddle.Action;
import io.heddle.TaskSerializationException;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.Codec;
import io.heddle.spi.Culprit;
import io.heddle.spi.FailureEnvelope;
import io.heddle.spi.FailureText;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What each worker of a pool runs before its first task. To a worker it is a task like any other.
final class Initializer {

    /// Tasks of users have positive ids.
    static final long ID = -1;

    private final Codec codec;
    private final @Nullable Frame frame;
    private final @Nullable Throwable failure;

    Initializer(Optional<Action> action, Codec codec) {
        this.codec = codec;
        Frame made = null;
        Throwable why = null;
        try {
            made = action.isEmpty() ? null : frameOf(action.get(), codec);
        } catch (IOException | OutOfMemoryError e) {
            String path = Culprit.find(action.orElseThrow()).orElse("");
            why =
                    new TaskSerializationException(
                            "the initializer cannot travel to the workers: %s; pass what they need to make their own"
                                    .formatted(path.isEmpty() ? FailureText.of(e) : path),
                            path,
                            e);
        }
        this.frame = made;
        this.failure = why;
    }

    private static Frame frameOf(Action action, Codec codec) throws IOException {
        return new Frame(Frame.Type.RUN, false, ID, 0, codec.encode(action));
    }

    /// The frame to send to a new worker, or `null` if there is nothing to run.
    @Nullable Frame frame() {
        return frame;
    }

    /// Why it cannot be sent to any worker, or `null` if it can.
    @Nullable Throwable failure() {
        return failure;
    }

    /// Tells whether a worker has ended it.
    boolean isAnswer(Frame answer) {
        return frame != null && answer.id() == ID;
    }

    /// Gives what it has thrown, or `null` if it has succeeded.
    @Nullable Throwable failureIn(Frame answer) {
        if (answer.type() == Frame.Type.RESULT) {
            return null;
        }
        try {
            Object envelope = codec.decode(answer.payload());
            return ((FailureEnvelope) Objects.requireNonNull(envelope)).open(codec);
        } catch (IOException | ClassNotFoundException | RuntimeException | Error e) {
            return e;
        }
    }
}
