package io.heddle.manager;

import io.heddle.HeddleException;
import io.heddle.TaskSerializationException;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.Codec;
import io.heddle.spi.Culprit;
import io.heddle.spi.FailureEnvelope;
import io.heddle.spi.FailureText;
import io.heddle.spi.Payload;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One call that runs in the process of a manager, in a thread of its own.
final class Running implements Runnable {

    private final Guest guest;
    private final Server server;
    private final Frame call;

    /// Whose interrupt is meant for this call. Guarded by this.
    private @Nullable Thread thread;

    /// Guarded by this.
    private boolean unwanted;

    /// What the answer hands over; touched by the thread of the call.
    private @Nullable HandOver handedOver;

    Running(Guest guest, Server server, Frame call) {
        this.guest = guest;
        this.server = server;
        this.call = call;
    }

    /// Interrupts it, now or as soon as it begins.
    synchronized void interrupt() {
        unwanted = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    @Override
    public void run() {
        begin();
        boolean answered = false;
        try {
            Frame answer = outcome();
            guest.answer(call.id(), answer, handedOver);
            answered = true;
        } finally {
            if (!answered) {
                guest.hangUp(); // so that the caller learns something
            }
        }
    }

    private Frame outcome() {
        try {
            return answer();
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        Thread self = Thread.currentThread();
        self.setContextClassLoader(server.loader()); // the call before may have changed it
        thread = self;
        if (unwanted) {
            self.interrupt();
        }
    }

    /// No interrupt reaches the next call of this thread.
    private synchronized void end() {
        thread = null;
        var _ = Thread.interrupted();
    }

    private Frame answer() {
        Codec codec = server.codec();
        Call what;
        try {
            what = (Call) Objects.requireNonNull(codec.decode(call.payload()), "call");
        } catch (
                Throwable e) { // of classes of users, of their loaders, of a heap that is too small
            return failed(unreadable(e));
        }
        Object result;
        try {
            result = server.object(call.number()).invoke(what.method(), what.arguments());
        } catch (Throwable failure) {
            return failed(failure);
        }
        try {
            Payload payload = codec.encode(result);
            handedOver = result instanceof HandOver it && it.counts() ? it : null;
            return new Frame(Frame.Type.RESULT, handedOver != null, call.id(), 0, payload);
        } catch (Throwable e) { // an object larger than any array ends in an error of the JDK
            if (result instanceof HandOver it) {
                it.refused();
            }
            return failed(unwritable(result, e));
        }
    }

    private TaskSerializationException unreadable(Throwable cause) {
        return new TaskSerializationException(
                "a call could not be read by the manager: %s; is the class on its class path, and does its readObject work there?"
                        .formatted(FailureText.of(cause)),
                "",
                FailureEnvelope.travelSafe(cause, server.codec()));
    }

    private TaskSerializationException unwritable(@Nullable Object result, Throwable cause) {
        String path =
                result != null && cause instanceof IOException
                        ? Culprit.find(result).orElse("")
                        : "";
        return new TaskSerializationException(
                "the result of a call cannot leave the manager: %s; return something serializable, or a proxy"
                        .formatted(path.isEmpty() ? FailureText.of(cause) : path),
                path,
                FailureEnvelope.travelSafe(cause, server.codec()));
    }

    private Frame failed(Throwable failure) {
        return failed(call.id(), failure, server.codec());
    }

    static Frame failed(long call, Throwable failure, Codec codec) {
        try {
            return failed(call, codec.encode(FailureEnvelope.seal(failure)));
        } catch (IOException | RuntimeException | Error e) {
            return tooLarge(call, failure, codec);
        }
    }

    private static Frame failed(long call, Payload envelope) {
        return new Frame(Frame.Type.FAILED, false, call, 0, envelope);
    }

    private static Frame tooLarge(long call, Throwable failure, Codec codec) {
        var instead =
                new HeddleException(
                        "a call failed, and its exception cannot travel: type="
                                + failure.getClass().getName());
        try {
            return failed(call, codec.encode(FailureEnvelope.describe(instead)));
        } catch (IOException e) {
            throw new AssertionError("so small an envelope can always be written", e);
        }
    }
}
