package io.heddle.cluster;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A queue between machines that forgets a value only when its receiver has said that it was dealt with.
///
/// **At least once**: what a receiver had in its hands when it died is delivered again, perhaps although it was done
/// already. So dealing with a value twice must do no harm. Use [Cluster#queue(String)] where a value that is lost with
/// its consumer does not matter: it is a [java.util.concurrent.BlockingQueue].
///
/// ## Visibility time
/// A value that was delivered is out of sight of all others for the *visibility time*. As long as the process of the
/// receiver runs, that time is renewed, three times within each, however long it takes: nothing has to be said
/// meanwhile. When the process has died, or stands still for longer, the value is delivered again.
///
/// ## Dead letters
/// A value that was delivered as often as the queue allows and was never acknowledged becomes a *dead letter* instead
/// of being delivered once more: probably it is what kills its receivers. One that cannot be read where it is received
/// becomes one at once, with the reason. They are kept until [#discard] or [#sendAgain].
///
/// ## Order
/// First in, first out, except for values that are delivered again.
///
/// ## Cancellation
/// [#receive] is *clean*: interrupted or timed out, it has taken nothing; in the rare case that the server was just
/// answering, the value is given back.
///
/// ## If a process dies
/// A sender: the value was sent wholly or not at all. A receiver: what it had is delivered again after the
/// visibility time.
///
/// ## If the server is away
/// Who waits goes on waiting when it comes back within the limit of a call, else every method throws
/// [ClusterUnavailableException]. What a server keeps over a restart is a matter of its settings: with
/// `appendonly yes` and `appendfsync always` everything that was answered.
///
/// @param <E> the type of the values
public interface AcknowledgedQueue<E> {

    /// Sends a value.
    ///
    /// @param value the value
    /// @throws NullPointerException if there is none
    /// @throws io.heddle.TaskSerializationException if it cannot travel; nothing was sent
    /// @throws ClusterUnavailableException if the server does not answer; it may have been sent
    void send(E value);

    /// Receives the next value, waiting for one.
    ///
    /// @return the value, to be acknowledged
    /// @throws InterruptedException if interrupted before or while waiting; nothing was taken
    /// @throws ClusterUnavailableException if the server does not answer; a value that it may have given is delivered
    ///     again
    Delivery<E> receive() throws InterruptedException;

    /// Receives the next value, waiting for one until the time is up.
    ///
    /// @param limit the longest wait; zero or less means "do not wait"
    /// @return the value, to be acknowledged; `null` if there was none
    /// @throws InterruptedException if interrupted before or while waiting; nothing was taken
    /// @throws ClusterUnavailableException if the server does not answer; a value that it may have given is delivered
    ///     again
    @Nullable Delivery<E> receive(Duration limit) throws InterruptedException;

    /// Counts the values that are not acknowledged and not dead, in the hands of receivers or not.
    ///
    /// @return the number
    /// @throws ClusterUnavailableException if the server does not answer
    long size();

    /// Counts the values that were delivered and neither acknowledged nor given up for dead.
    ///
    /// @return the number
    /// @throws ClusterUnavailableException if the server does not answer
    long inDelivery();

    /// Reads dead letters, the oldest first.
    ///
    /// @param most how many at most
    /// @return the letters; they stay where they are
    /// @throws IllegalArgumentException if the number is not positive
    /// @throws ClusterUnavailableException if the server does not answer
    List<DeadLetter<E>> deadLetters(int most);

    /// Sends a dead letter again, as if for the first time.
    ///
    /// @param letter the letter
    /// @return whether it was there
    /// @throws ClusterUnavailableException if the server does not answer; it may have been sent
    boolean sendAgain(DeadLetter<E> letter);

    /// Throws a dead letter away.
    ///
    /// @param letter the letter
    /// @return whether it was there
    /// @throws ClusterUnavailableException if the server does not answer; it may have been thrown away
    boolean discard(DeadLetter<E> letter);
}
