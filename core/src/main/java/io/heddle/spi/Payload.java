package io.heddle.spi;

import java.util.List;

/// One object in the form in which it travels.
///
/// @param main its bytes, without the large arrays
/// @param attachments large byte arrays that belong to it; nobody may change them until
///   the payload has been sent
public record Payload(byte[] main, List<byte[]> attachments) {

    /// Makes a payload of bytes alone.
    ///
    /// @param main the bytes
    /// @return a payload without attachments
    public static Payload of(byte[] main) {
        return new Payload(main, List.of());
    }

    /// Tells how many bytes travel.
    ///
    /// @return the sum of its parts
    public long size() {
        long sum = main.length;
        for (byte[] attachment : attachments) {
            sum += attachment.length;
        }
        return sum;
    }
}
