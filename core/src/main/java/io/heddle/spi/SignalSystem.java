package io.heddle.spi;

import io.heddle.Signal;
import io.heddle.Signals;

/// What sends and hears signals, found through [java.util.ServiceLoader]. Users call [Signals].
///
/// Arguments have been checked: no null, no pid below 1.
public interface SignalSystem {

    /// As [Signals#send(long, Signal)].
    ///
    /// @param pid the process
    /// @param signal the signal
    /// @return whether it was sent
    boolean send(long pid, Signal signal);

    /// As [Signals#send(ProcessHandle, Signal)].
    ///
    /// @param process the process
    /// @param signal the signal
    /// @return whether it was sent
    boolean send(ProcessHandle process, Signal signal);

    /// As [Signals#sendTree(long, Signal)].
    ///
    /// @param pid the root of the tree
    /// @param signal the signal
    /// @return to how many it was sent
    int sendTree(long pid, Signal signal);

    /// As [Signals#on(Signal, Runnable)].
    ///
    /// @param signal the signal
    /// @param handler what is to be done
    /// @return the registration
    Signals.Registration on(Signal signal, Runnable handler);
}
