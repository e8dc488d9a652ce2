package io.heddle.internal.wire;

/// The sending end of a wire. Sending never blocks and is not disturbed by interrupts.
public interface Outbox extends AutoCloseable {

    /// Puts a frame behind those that wait to be sent. Nothing is sent before [#flush()].
    ///
    /// @param frame the frame; what it shares with the program must not change until it is sent
    void add(Frame frame);

    /// Sends what can be sent at once; the rest follows by itself. A peer that is gone is not
    /// reported here: whoever reads from it will know.
    void flush();

    /// Waits until everything that was added has been handed to the system, or the peer is gone.
    void awaitSent();

    /// Closes the wire; frames that were not sent are dropped.
    @Override
    void close();
}
