package io.heddle.internal.memory;

/// The bytes of a region's file that nobody has mapped: room for what is too large for the mapped ones.
/// They are read and written through the file, so they can be given back while the region is in use.
///
/// Offsets count from the beginning of the file, as those of [Memory] do. Used by one thread at a time.
///
/// ## Memory consistency
///
/// Bytes are ordered by the words around them, like those of [Memory].
interface Annex {

    /// Writes bytes; the file becomes as long as it has to be.
    ///
    /// @throws io.heddle.HeddleException if there is no room for them
    void put(long at, byte[] from, int offset, int length);

    /// Reads bytes.
    ///
    /// @throws io.heddle.HeddleException if they are not there
    void get(long at, byte[] to, int offset, int length);

    /// Gives back what lies behind an offset, if it is more than a number of bytes.
    void shrink(long at, long keep);
}
