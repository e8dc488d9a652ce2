package io.heddle.spi;

/// Something that ends together with the scope in which it was started: a strand, a pool, a command.
///
/// Whoever starts such a thing calls [Enclosure#adopt]; outside all scopes that does nothing.
public interface Dependent {

    /// Begins to end it, the hard way if it must be. Returns soon, may be called at any time and several times.
    void stop();

    /// Waits until nothing of it is left, without asking what became of it: a failure that nobody else hears of is
    /// still reported.
    ///
    /// @throws InterruptedException if interrupted while waiting
    void awaitEnd() throws InterruptedException;

    /// Tells whether nothing of it is left.
    ///
    /// @return whether it may be forgotten
    boolean isOver();

    /// Tells whether those who wait for all children of the scope wait for this one too, or leave it to its end.
    ///
    /// @return true for what ends by itself and is no daemon
    boolean isAwaited();

    /// Tells what messages call it.
    ///
    /// @return a name
    String name();
}
