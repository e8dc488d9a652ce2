package io.heddle.internal.os;

import io.heddle.Signal;
import io.heddle.Signals.Registration;
import io.heddle.spi.ServiceThreads;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// All handlers of one signal in this process. They hear it together; with the JVM there is one for them all.
final class SignalHandlers {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private static final Set<Signal> NEVER_CAUGHT = EnumSet.of(Signal.KILL, Signal.STOP);

    /// The JVM would let us have some of them, and go wrong.
    private static final Set<Signal> OF_THE_JVM =
            EnumSet.of(
                    Signal.QUIT,
                    Signal.ILL,
                    Signal.TRAP,
                    Signal.BUS,
                    Signal.FPE,
                    Signal.SEGV,
                    Signal.USR2);

    /// Guards itself, and who installs and removes.
    private static final Map<Signal, SignalHandlers> ALL = new EnumMap<>(Signal.class);

    private final Signal signal;
    private final JvmSignals jvm;
    private final List<Hearer> hearers = new CopyOnWriteArrayList<>();

    /// What the hearers have been installed with. Written and read under the lock of [#ALL].
    private @Nullable Layer top;

    private SignalHandlers(Signal signal, JvmSignals jvm) {
        this.signal = signal;
        this.jvm = jvm;
    }

    /// Adds a handler.
    ///
    /// @throws IllegalArgumentException if nobody can hear the signal
    /// @throws UnsupportedOperationException if nobody can hear any, in this JVM
    static Registration add(Signal signal, Runnable handler) {
        requireCatchable(signal);
        JvmSignals jvm = JvmSignals.here();
        synchronized (ALL) {
            SignalHandlers handlers =
                    ALL.computeIfAbsent(signal, key -> new SignalHandlers(key, jvm));
            Hearer hearer = new Hearer(handlers, handler);
            handlers.add(hearer);
            return hearer;
        }
    }

    private static void requireCatchable(Signal signal) {
        if (NEVER_CAUGHT.contains(signal)) {
            throw new IllegalArgumentException(
                    "this signal cannot have a handler: signal=%s; the system lets no process catch it"
                            .formatted(signal));
        }
        if (OF_THE_JVM.contains(signal)) {
            throw new IllegalArgumentException(
                    "this signal cannot have a handler: signal=%s; the JVM keeps it for itself: take HUP, INT, TERM or USR1"
                            .formatted(signal));
        }
    }

    private void add(Hearer hearer) {
        boolean first = hearers.isEmpty();
        hearers.add(hearer); // before it is installed: what comes at once is heard
        if (first) {
            try {
                top = new Layer();
            } catch (RuntimeException e) {
                hearers.remove(hearer);
                throw e;
            }
        }
    }

    private void remove(Hearer hearer) {
        synchronized (ALL) {
            Layer last = top;
            if (hearers.remove(hearer) && hearers.isEmpty() && last != null) {
                top = null;
                var _ = last.giveBack();
            }
        }
    }

    /// Called for a signal that came when there was a handler, and that none has heard since all were closed.
    private void missed(Layer layer) {
        if (hearers.isEmpty()) {
            layer.passOn();
        }
    }

    /// What the JDK has instead of what was there before. Others may have installed theirs since, and may put this
    /// back when no handler of ours is left, so each knows for ever what it has replaced.
    private final class Layer {

        private final Object own = jvm.handler(this::heard);

        /// What heard the signal before. Read under the lock of [#ALL], with which it was made.
        private final Object former = jvm.install(signal, own);

        /// Called by a thread of the JDK.
        private void heard() {
            boolean nobody = true;
            for (Hearer hearer : hearers) {
                hearer.ring(this);
                nobody = false;
            }
            if (nobody) {
                passOn();
            }
        }

        /// Has the signal do what it would do without us.
        private void passOn() {
            boolean isBack;
            synchronized (ALL) {
                isBack = giveBack();
            }
            if (isBack) {
                if (!jvm.raise(signal)) {
                    var _ = Signals.send(ProcessHandle.current(), signal);
                }
            } else { // who has installed another one has called us from there
                jvm.call(signal, former);
            }
        }

        /// Called with the lock of [#ALL].
        ///
        /// @return whether the former one is installed now; false if somebody came after us and is still there
        private boolean giveBack() {
            Object current = jvm.install(signal, former);
            if (current != own && current != former) {
                var _ = jvm.install(signal, current);
                return false;
            }
            return true;
        }
    }

    /// One handler.
    private static final class Hearer implements Registration {

        private final SignalHandlers handlers;
        private final Runnable handler;

        /// Calls that are due, the one that is being made included. Whoever makes it 1 starts the thread, which
        /// ends when it has made it 0.
        private final AtomicInteger due = new AtomicInteger();

        private volatile boolean closed;

        private Hearer(SignalHandlers handlers, Runnable handler) {
            this.handlers = handlers;
            this.handler = handler;
        }

        private void ring(Layer layer) {
            if (due.getAndIncrement() > 0) {
                return;
            }
            try {
                var _ =
                        ServiceThreads.named("heddle-hears-" + signal())
                                .start(() -> callAll(layer));
            } catch (OutOfMemoryError e) { // that is how a JVM says that there is no thread
                due.set(0);
                LOG.log(
                        System.Logger.Level.ERROR,
                        "a signal was not heard, there is no thread for its handler: signal="
                                + signal(),
                        e);
            }
        }

        private void callAll(Layer layer) {
            boolean missed = false;
            do {
                if (closed) {
                    missed = true;
                } else {
                    call();
                }
            } while (due.decrementAndGet() > 0);
            if (missed) {
                handlers.missed(layer);
            }
        }

        @SuppressWarnings("CatchingUnchecked")
        private void call() {
            try {
                handler.run();
            } catch (Throwable failure) {
                report(failure);
            }
        }

        private static void report(Throwable failure) {
            Thread self = Thread.currentThread();
            try {
                self.getUncaughtExceptionHandler().uncaughtException(self, failure);
            } catch (Throwable e) {
                LOG.log(System.Logger.Level.ERROR, "a failure could not be reported", e);
            }
        }

        @Override
        public Signal signal() {
            return handlers.signal;
        }

        @Override
        public void close() {
            closed = true;
            handlers.remove(this);
        }

        @Override
        public String toString() {
            return "handler of " + signal() + (closed ? ", closed" : "");
        }
    }
}
