package io.heddle.internal.os;

import io.heddle.Signal;
import io.heddle.Signals.Registration;
import io.heddle.spi.SignalSystem;

/// The signals of the running system.
public final class SystemSignals implements SignalSystem {

    /// For [java.util.ServiceLoader].
    public SystemSignals() {}

    @Override
    public boolean send(long pid, Signal signal) {
        return Signals.send(pid, signal);
    }

    @Override
    public boolean send(ProcessHandle process, Signal signal) {
        return Signals.send(process, signal);
    }

    @Override
    public int sendTree(long pid, Signal signal) {
        return Signals.sendTree(pid, signal);
    }

    @Override
    public Registration on(Signal signal, Runnable handler) {
        return SignalHandlers.add(signal, handler);
    }
}
