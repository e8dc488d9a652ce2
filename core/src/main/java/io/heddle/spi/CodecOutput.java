package io.heddle.spi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes objects for another process and keeps large byte arrays out of the stream.
final class CodecOutput extends ObjectOutputStream {

    /// Below this an array costs less inside the stream than beside it.
    static final int LEAST_ATTACHMENT_BYTES = 32 * 1024;

    /// Stands in the stream for a byte array that travels beside it.
    ///
    /// @param index its place among the attachments
    record Attachment(int index) implements Serializable {
        @Serial private static final long serialVersionUID = 1L;
    }

    private final List<byte[]> attachments = new ArrayList<>(0);

    CodecOutput(ByteArrayOutputStream out) throws IOException {
        super(out);
        enableReplaceObject(true);
    }

    List<byte[]> attachments() {
        return attachments;
    }

    @Override
    protected @Nullable Object replaceObject(@Nullable Object object) {
        if (object instanceof byte[] bytes && bytes.length >= LEAST_ATTACHMENT_BYTES) {
            attachments.add(bytes.clone()); // it may wait for long, and its owner may use it again
            return new Attachment(attachments.size() - 1);
        }
        return object;
    }
}
