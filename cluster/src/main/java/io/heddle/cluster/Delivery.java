package io.heddle.cluster;

/// One value of an [AcknowledgedQueue] in the hands of one receiver, until it is acknowledged, given back or rejected.
///
/// As long as the process of the receiver runs, nobody else gets the value; so whoever forgets a delivery keeps it from
/// all others. Hence [#close], which gives it back if nothing was said, for `try`.
///
/// @param <E> the type of the value
public interface Delivery<E> extends AutoCloseable {

    /// Gives the value.
    ///
    /// @return the value, not `null`
    E value();

    /// Tells how often the value was delivered, this time included.
    ///
    /// @return 1 for the first time
    int deliveryCount();

    /// Says that the value was dealt with: nobody gets it again.
    ///
    /// @throws LeaseLostException if this receiver had lost it: somebody else has it, or had, or it was dead-lettered.
    ///     What was done with it may be done twice
    /// @throws IllegalStateException if something was said about this delivery before
    /// @throws ClusterUnavailableException if the server does not answer; it may have been acknowledged, or else is
    ///     delivered again
    void ack();

    /// Gives the value back: it is delivered again, at once, to whoever receives first. When it was delivered as often
    /// as the queue allows, it becomes a dead letter.
    ///
    /// @throws LeaseLostException if this receiver had lost it, as with [#ack]
    /// @throws IllegalStateException if something was said about this delivery before
    /// @throws ClusterUnavailableException if the server does not answer; it is delivered again anyway
    void giveBack();

    /// Makes the value a dead letter: nobody gets it again unless somebody sends it again.
    ///
    /// @param reason why, for whoever reads the dead letters
    /// @throws LeaseLostException if this receiver had lost it, as with [#ack]
    /// @throws IllegalStateException if something was said about this delivery before
    /// @throws ClusterUnavailableException if the server does not answer; it may have been done, or else is delivered
    ///     again
    void reject(String reason);

    /// Gives the value back if nothing was said. Says nothing if it was lost meanwhile or the server does not answer:
    /// it is delivered again in any case.
    @Override
    void close();
}
