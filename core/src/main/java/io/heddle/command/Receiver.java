package io.heddle.command;

import java.nio.ByteBuffer;

/// Takes what one or several output streams of a command say.
///
/// Its methods are called by the thread that reads. None of them blocks, but for [#awaitRoom()].
interface Receiver {

    /// Takes bytes; the buffer is the reader's own.
    void received(ByteBuffer bytes);

    /// Nothing more comes from one stream. Called once for each.
    void ended();

    /// Tells whether it has more than it wants; then nothing is read until it calls for more.
    default boolean isFull() {
        return false;
    }

    /// Says how it calls for more once it has room again. Called before anything is received.
    default void onRoom(Runnable resume) {}

    /// Waits until it is not full, in a thread that reads for it alone.
    default void awaitRoom() {}
}
