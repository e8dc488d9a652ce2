package io.heddle.cluster.internal.link;

import io.heddle.TaskSerializationException;
import io.heddle.spi.Codec;
import io.heddle.spi.Culprit;
import io.heddle.spi.FailureText;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.redisson.client.codec.BaseCodec;
import org.redisson.client.handler.State;
import org.redisson.client.protocol.Decoder;
import org.redisson.client.protocol.Encoder;

/// Carries values through the client by Heddle's own codec: the client itself never serializes anything and
/// reads nothing but bytes.
///
/// Equal keys of a map must have equal bytes: strings, boxed numbers and enums do.
public final class ValueCodec extends BaseCodec {

    private final Codec codec;

    /// Carries by a codec.
    ///
    /// @param codec writes and reads the values, under its rules
    public ValueCodec(Codec codec) {
        this.codec = codec;
    }

    @Override
    public Encoder getValueEncoder() {
        return this::encode;
    }

    @Override
    public Decoder<Object> getValueDecoder() {
        return this::decode;
    }

    private ByteBuf encode(Object value) {
        try {
            return Unpooled.wrappedBuffer(Packing.pack(codec.encode(value)));
        } catch (IOException e) {
            String path = Culprit.find(value).orElse("");
            throw new TaskSerializationException(
                    "the value cannot travel to another machine: %s; pass what the other side needs to make its own"
                            .formatted(path.isEmpty() ? FailureText.of(e) : path),
                    path,
                    e);
        }
    }

    @SuppressWarnings("NullAway") // the client takes null for a value that is absent
    private Object decode(ByteBuf buffer, State state) throws IOException {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        try {
            return codec.decode(Packing.unpack(bytes));
        } catch (ClassNotFoundException e) {
            throw new IOException(
                    "a value of a class that is not on this class path: class=" + e.getMessage(),
                    e);
        }
    }
}
