package io.heddle.spi;

import java.util.ArrayList;
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

    /// Makes a payload of what [#parts] gave.
    ///
    /// @param parts the main bytes, then the attachments; at least one
    /// @return the payload
    public static Payload ofParts(List<byte[]> parts) {
        List<byte[]> attachments =
                switch (parts.size()) {
                    case 1 -> List.of();
                    case 2 -> List.of(parts.get(1));
                    default -> parts.subList(1, parts.size());
                };
        return new Payload(parts.getFirst(), attachments);
    }

    /// Lists all that travels.
    ///
    /// @return the main bytes, then the attachments
    public List<byte[]> parts() {
        return switch (attachments.size()) {
            case 0 -> List.of(main);
            case 1 -> List.of(main, attachments.getFirst());
            default -> {
                List<byte[]> parts = new ArrayList<>(1 + attachments.size());
                parts.add(main);
                parts.addAll(attachments);
                yield parts;
            }
        };
    }

    /// Tells how many bytes travel.
    ///
    /// @return the sum of its parts
    public long size() {
        long sum = main.length;
        for (int i = 0; i < attachments.size(); i++) {
            sum += attachments.get(i).length;
        }
        return sum;
    }
}
