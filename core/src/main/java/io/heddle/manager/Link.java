package io.heddle.manager;

import io.heddle.HeddleException;
import io.heddle.TaskSerializationException;
import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.PeerUser;
import io.heddle.internal.wire.Sockets;
import io.heddle.internal.wire.StreamInbox;
import io.heddle.internal.wire.StreamOutbox;
import io.heddle.spi.Codec;
import io.heddle.spi.Culprit;
import io.heddle.spi.Durations;
import io.heddle.spi.FailureEnvelope;
import io.heddle.spi.FailureText;
import io.heddle.spi.Parking;
import io.heddle.spi.Payload;
import io.heddle.spi.ServiceThreads;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.lang.reflect.Method;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SocketChannel;
import java.nio.file.attribute.UserPrincipal;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The connection of this process to one manager, for all its threads and all objects there.
///
/// Each call is a frame with a number, and its answer has the same; so any number of calls wait at once, and one that takes
/// long holds up no other. Sending never blocks ([StreamOutbox]). One thread reads the answers.
///
/// ## What they say
///
/// | who     | frame      | id       | number | means                                                            |
/// |---------|------------|----------|--------|------------------------------------------------------------------|
/// | client  | `RUN`      | the call | object | call this method                                                 |
/// | client  | `CANCEL`   | the call |        | nobody waits for it any more: interrupt it                       |
/// | manager | `RESULT`   | the call |        | what the method gave; the flag: it was handed over, say if you have it |
/// | manager | `FAILED`   | the call |        | what it threw, in an envelope                                    |
/// | client  | `RECALLED` | the call |        | the flag: what was handed over has arrived; without it: take it back |
/// | client  | `PROBE`    |          |        | are you there?                                                   |
/// | manager | `ALIVE`    |          |        | yes                                                              |
final class Link {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// Of this process, by the token of the manager.
    private static final Map<String, Link> LINKS = new ConcurrentHashMap<>();

    /// While one thread connects, others that want the same wait.
    private static final ReentrantLock CONNECTING = new ReentrantLock();

    private final Address address;
    private final SocketChannel callSocket;
    private final StreamOutbox calls;
    private final StreamInbox answers;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Pending> waiting = new ConcurrentHashMap<>();

    /// Whether the manager was asked if it is there, and has not answered. One question is enough for all who wait: what
    /// is said is heard in order.
    private final AtomicBoolean asked = new AtomicBoolean();

    /// Set by the reader, last.
    private volatile boolean over;

    private Link(Address address, SocketChannel callSocket, SocketChannel answerSocket)
            throws IOException {
        this.address = address;
        this.callSocket = callSocket;
        this.calls = new StreamOutbox(callSocket);
        this.answers = new StreamInbox(answerSocket);
    }

    // ---- connecting ----------------------------------------------------------------------------

    /// Gives the connection to a manager, and makes it if there is none.
    ///
    /// @param call what it is for
    /// @throws ManagerEndedException if nobody is there
    static Link to(Address address, String call) {
        Link known = LINKS.get(address.token());
        if (known != null) {
            return known;
        }
        Parking.around(() -> {
            CONNECTING.lock();
            return true;
        });
        try {
            known = LINKS.get(address.token());
            return known == null ? connect(address, call) : known;
        } finally {
            CONNECTING.unlock();
        }
    }

    private static Link connect(Address address, String call) {
        boolean interrupted = Thread.interrupted(); // or the sockets would be closed at once
        try {
            while (true) {
                try {
                    return open(address);
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } catch (IOException e) {
            throw Endings.of(address, call, e);
        } catch (OutOfMemoryError e) { // that is also how a JVM says that there is no thread
            throw new HeddleException(
                    "no connection to a manager can be made, for want of a thread or of memory outside the heap: %s call=%s %s; nothing was called"
                            .formatted(address, call, FailureText.of(e)),
                    e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static Link open(Address address) throws IOException {
        String name = Greeting.secret();
        SocketChannel calls = dial(address, name, Greeting.Purpose.CALLS);
        SocketChannel answers = null;
        boolean ready = false;
        try {
            answers = dial(address, name, Greeting.Purpose.ANSWERS);
            Link link = new Link(address, calls, answers);
            ServiceThreads.named("heddle-answers-of-" + address.manager()).start(link::listen);
            ready = true;
            link.publish();
            return link;
        } finally {
            if (!ready) {
                Sockets.close(calls);
                if (answers != null) {
                    Sockets.close(answers);
                }
            }
        }
    }

    /// Lets others use it. Called when it has its reader: without one, whoever calls would wait for ever.
    private void publish() {
        LINKS.put(address.token(), this);
        if (over) { // SYNC publish-or-end
            LINKS.remove(address.token(), this);
        }
    }

    private static SocketChannel dial(Address address, String link, Greeting.Purpose purpose)
            throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(address.socket()));
        boolean ready = false;
        try {
            requireUser(address, channel);
            new Greeting(address.token(), link, purpose).send(channel);
            ready = true;
            return channel;
        } finally {
            if (!ready) {
                Sockets.close(channel);
            }
        }
    }

    /// The folder of a manager that has ended is gone, and anybody may make one of that name.
    private static void requireUser(Address address, SocketChannel channel) throws IOException {
        UserPrincipal peer = PeerUser.of(channel);
        if (peer != null && !address.user().isEmpty() && !peer.getName().equals(address.user())) {
            throw new IOException(
                    "somebody else is where the manager was: user=%s expected=%s"
                            .formatted(peer.getName(), address.user()));
        }
    }

    // ---- calling -------------------------------------------------------------------------------

    /// Calls a method of an object and waits for what comes of it.
    ///
    /// @throws Throwable what the method throws, with the stack that it had there before that of the caller
    @Nullable Object call(
            Reference object, Method method, @Nullable Object[] arguments, Codec codec)
            throws Throwable {
        boolean interruptible = ObjectProxy.isInterruptible(method);
        if (interruptible && Thread.interrupted()) {
            throw new InterruptedException("before the call: " + what(object, method));
        }
        Payload body = encode(object, method, arguments, codec);
        Pending pending = new Pending();
        long id = numbers.incrementAndGet();
        waiting.put(id, pending); // SYNC call-or-end
        try {
            if (over) {
                pending.lost();
            }
            calls.add(new Frame(Frame.Type.RUN, false, id, object.id(), body));
            calls.flush();
            await(pending, id, interruptible, object, method);
        } finally {
            waiting.remove(id);
        }
        Frame answer = pending.answer();
        if (answer == null) {
            throw Endings.of(address, what(object, method), null);
        }
        return open(answer, codec, object, method);
    }

    static String what(Reference object, Method method) {
        return "%s.%s".formatted(object, method.getName());
    }

    private Payload encode(
            Reference object, Method method, @Nullable Object[] arguments, Codec codec) {
        try {
            return codec.encode(new Call(Call.signature(method), arguments));
        } catch (IOException e) {
            String path =
                    Arrays.stream(arguments)
                            .filter(Objects::nonNull)
                            .flatMap(each -> Culprit.find(each).stream())
                            .findFirst()
                            .orElse("");
            throw new TaskSerializationException(
                    "an argument cannot travel to the manager: %s call=%s %s; nothing was called. Give what it needs to make its own"
                            .formatted(
                                    address,
                                    what(object, method),
                                    path.isEmpty() ? FailureText.of(e) : path),
                    path,
                    e);
        }
    }

    /// Waits until there is an outcome.
    private void await(
            Pending pending, long id, boolean interruptible, Reference object, Method method)
            throws InterruptedException {
        Silence silence =
                address.hasSilenceLimit()
                        ? new Silence(address.silenceLimit(), System.nanoTime(), answers.received())
                        : null;
        boolean interrupted = false;
        try {
            while (pending.isWaiting()) {
                if (Thread.interrupted()) {
                    interrupted = true;
                    if (interruptible && pending.abandon()) {
                        interrupted = false;
                        cancel(id);
                        throw new InterruptedException(
                                "while waiting for an answer: " + what(object, method));
                    }
                }
                if (silence == null) {
                    parkUnlessDecided(pending);
                } else {
                    awaitAStep(silence, pending, id, object, method);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void parkUnlessDecided(Pending pending) {
        if (pending.isWaiting()) {
            Parking.park(pending);
        }
    }

    /// Waits a little, asks whether it is there, and gives up when it was silent for too long.
    private void awaitAStep(
            Silence silence, Pending pending, long id, Reference object, Method method) {
        if (pending.isWaiting()) {
            Parking.parkNanos(pending, silence.stepNanos());
        }
        silence.look(System.nanoTime(), answers.received());
        if (silence.isTimeToAsk() && asked.compareAndSet(false, true)) {
            calls.add(Frame.of(Frame.Type.PROBE, false, 0, 0));
            calls.flush();
        }
        if (silence.isTooLong() && pending.abandon()) {
            cancel(id);
            throw new ManagerSilentException(
                    "the process of a manager does not answer: %s call=%s limit=%s; is it stopped, or out of processor time? The call may still run when it goes on"
                            .formatted(
                                    address,
                                    what(object, method),
                                    Durations.text(address.silenceLimit())),
                    address.pid(),
                    address.silenceLimit());
        }
    }

    private void cancel(long id) {
        calls.add(Frame.of(Frame.Type.CANCEL, true, id, 0));
        calls.flush();
    }

    private @Nullable Object open(Frame answer, Codec codec, Reference object, Method method)
            throws Throwable {
        Object value;
        boolean have = false;
        try {
            value = codec.decode(answer.payload());
            have = true;
        } catch (IOException | ClassNotFoundException e) {
            throw new TaskSerializationException(
                    "the answer of a manager could not be read: %s call=%s %s; is its class on the class path here, and does its readObject work?"
                            .formatted(address, what(object, method), FailureText.of(e)),
                    "",
                    e);
        } finally {
            if (answer.flag()) {
                tellHandedOver(answer.id(), have);
            }
        }
        if (answer.type() == Frame.Type.FAILED) {
            throw withBothStacks(((FailureEnvelope) Objects.requireNonNull(value)).open(codec));
        }
        return value;
    }

    /// The stack of the place where it was thrown, and behind it that of whoever called.
    private static Throwable withBothStacks(Throwable failure) {
        StackTraceElement[] there = FailureText.stackOf(failure);
        if (there.length > 0) {
            StackTraceElement[] here = new Throwable().getStackTrace();
            failure.setStackTrace(
                    Stream.of(there, here)
                            .flatMap(Arrays::stream)
                            .toArray(StackTraceElement[]::new));
        }
        return failure;
    }

    // ---- the reader ----------------------------------------------------------------------------

    private void listen() {
        try {
            for (Frame frame = answers.receive(); frame != null; frame = answers.receive()) {
                hear(frame);
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a link to a manager is over: " + address, e);
        } finally {
            end();
        }
    }

    private void hear(Frame frame) throws StreamCorruptedException {
        switch (frame.type()) {
            case RESULT, FAILED -> {
                Pending asked = waiting.remove(frame.id());
                boolean wanted = asked != null && asked.answered(frame);
                if (!wanted && frame.flag()) {
                    tellHandedOver(frame.id(), false);
                }
            }
            case ALIVE -> asked.set(false);
            default ->
                    throw new StreamCorruptedException(
                            "no manager says that: type=" + frame.type());
        }
    }

    private void tellHandedOver(long id, boolean arrived) {
        calls.add(Frame.of(Frame.Type.RECALLED, arrived, id, 0));
        calls.flush();
    }

    private void end() {
        over = true; // SYNC call-or-end
        LINKS.remove(address.token(), this); // SYNC publish-or-end
        calls.close();
        Sockets.close(callSocket);
        answers.close();
        waiting.values().forEach(Pending::lost);
    }
}
