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

    /// Makes a stream.
    ///
    /// @param besides whether large arrays are kept out of it
    CodecOutput(ByteArrayOutputStream out, boolean besides) throws IOException {
        super(out);
        enableReplaceObject(besides);
    }

    @Override
    protected void annotateClass(Class<?> type) throws IOException {
        annotate(type);
    }

    @Override
    protected void annotateProxyClass(Class<?> type) throws IOException {
        annotate(type);
    }

    /// Nothing is written about what is on the class path.
    private void annotate(Class<?> type) throws IOException {
        long origin = ClassOrigins.of(type);
        if (origin != ClassOrigins.NONE) {
            writeLong(origin);
        }
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
