package io.heddle.cluster;

import java.util.function.Consumer;

/// Tells something to everybody who listens just now, in whatever process on whatever machine.
///
/// **At most once**: who listens later does not hear it, nor does whose connection is broken just then, nor a listener
/// that is more than [#BACKLOG] messages behind. Use an [AcknowledgedQueue] for what must not be lost, and a
/// [ClusterEvent] for a state that others may look at later.
///
/// ## Order
/// A listener hears the messages of one publisher in the order in which they were published.
///
/// ## If a process dies
/// A message was published to all or to nobody.
///
/// @param <E> the type of the messages
public interface ClusterTopic<E> {

    /// How many messages wait for a slow listener; further ones it misses.
    int BACKLOG = 10_000;

    /// Tells everybody.
    ///
    /// @param message the message
    /// @return how many processes listened
    /// @throws NullPointerException if there is none
    /// @throws io.heddle.TaskSerializationException if it cannot travel; nothing was published
    /// @throws ClusterUnavailableException if the server does not answer; it may have been published
    long publish(E message);

    /// Listens from now on.
    ///
    /// Each listener has a virtual thread of its own, which calls it with one message after the other. So a slow one
    /// holds nobody up, and what it throws goes to the log and harms nobody. A message that cannot be read here goes
    /// to the log too.
    ///
    /// @param listener hears the messages
    /// @return what ends it
    /// @throws ClusterUnavailableException if the server does not answer
    Subscription subscribe(Consumer<? super E> listener);

    /// A listener that listens.
    interface Subscription extends AutoCloseable {

        /// Tells how many messages the listener has missed because it was too slow.
        ///
        /// @return the number
        long missed();

        /// Listens no more. Messages that wait for the listener are dropped, and its thread is interrupted; this does
        /// not wait for it.
        @Override
        void close();
    }
}
