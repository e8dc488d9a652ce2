package io.heddle.spi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Java serialization behind [Codec].
///
/// The first byte of a payload says what follows: a stream of objects, or one plain value in a
/// short form, since most results of small tasks are such values.
final class JdkCodec implements Codec {

    static final JdkCodec INSTANCE = new JdkCodec(CodecRules.defaults());

    private static final byte STREAM = 0;
    private static final byte NULL = 1;
    private static final byte INTEGER = 2;
    private static final byte LONG = 3;
    private static final byte BYTES = 4;
    private static final byte STATELESS = 5;

    private static final int MOST_KEPT = 1_000;
    private static final int LARGEST_KEPT_BYTES = 8 * 1024;

    private static final byte[] ONLY_BYTES = {BYTES};
    private static final Payload NOTHING = Payload.of(new byte[] {NULL});

    /// Under which rules this thread reads just now, so that what is read within holds to them too.
    private static final ThreadLocal<@Nullable JdkCodec> READING = new ThreadLocal<>();

    private final CodecFilter.Kit kit;

    /// The payloads of lambdas that captured nothing, by their class.
    private final Map<Class<?>, Payload> written = Collections.synchronizedMap(new WeakHashMap<>());

    /// What was read from such payloads; emptied when it grows too large.
    private final Map<Key, Object> read = new ConcurrentHashMap<>();

    /// Bytes that are compared by what they are.
    private record Key(byte[] bytes) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key(byte[] others) && Arrays.equals(bytes, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    JdkCodec(CodecRules rules) {
        this.kit = new CodecFilter.Kit(rules);
    }

    /// Gives the codec that reads just now in this thread; the default one if none does.
    static Codec current() {
        JdkCodec reading = READING.get();
        return reading == null ? INSTANCE : reading;
    }

    @Override
    public Payload encode(@Nullable Object value) throws IOException {
        Payload payload = encodeAny(value);
        kit.checkSize(payload);
        return payload;
    }

    /// Writes an object with all its arrays within, however large.
    static byte[] encodeWhole(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        bytes.write(STREAM);
        try (CodecOutput out = new CodecOutput(bytes, false)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private Payload encodeAny(@Nullable Object value) throws IOException {
        // no pattern switch: the first one of a JVM takes tens of milliseconds, in every child
        if (value == null) {
            return NOTHING;
        }
        if (value instanceof Integer n) {
            return Payload.of(ByteBuffer.allocate(5).put(INTEGER).putInt(n).array());
        }
        if (value instanceof Long n) {
            return Payload.of(ByteBuffer.allocate(9).put(LONG).putLong(n).array());
        }
        if (value instanceof byte[] bytes) {
            return new Payload(ONLY_BYTES, List.of(bytes));
        }
        return value.getClass().isHidden() ? lambda(value) : stream(STREAM, value);
    }

    private Payload lambda(Object value) throws IOException {
        Payload kept = written.get(value.getClass());
        if (kept == null) {
            boolean stateless = Lambdas.isStateless(value);
            kept = stream(stateless ? STATELESS : STREAM, value);
            if (stateless) {
                written.put(value.getClass(), kept);
            }
        }
        return kept;
    }

    private static Payload stream(byte form, Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        bytes.write(form);
        try {
            CodecOutput out = new CodecOutput(bytes, true);
            out.writeObject(value);
            out.flush();
            return new Payload(bytes.toByteArray(), out.attachments());
        } catch (StackOverflowError e) {
            throw new IOException(
                    "an object is nested too deeply to be written: type="
                            + value.getClass().getName(),
                    e);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new IOException(
                    "a class failed while an object of it was written: " + FailureText.of(e), e);
        }
    }

    @Override
    public @Nullable Object decode(Payload payload) throws IOException, ClassNotFoundException {
        kit.checkSize(payload);
        byte[] main = payload.main();
        if (main.length == 0) {
            throw new StreamCorruptedException("a payload has at least one byte: bytes=0");
        }
        return switch (main[0]) {
            case STREAM -> readStream(main, payload.attachments());
            case STATELESS -> readStateless(main);
            case NULL -> null;
            case INTEGER -> plain(main, Integer.BYTES).getInt();
            case LONG -> plain(main, Long.BYTES).getLong();
            case BYTES -> only(payload.attachments());
            default ->
                    throw new StreamCorruptedException(
                            "a payload of unknown form: form=" + main[0]);
        };
    }

    private static ByteBuffer plain(byte[] main, int bytes) throws StreamCorruptedException {
        if (main.length != 1 + bytes) {
            throw new StreamCorruptedException(
                    "a plain value has a fixed size: bytes=%d expected=%d"
                            .formatted(main.length - 1, bytes));
        }
        return ByteBuffer.wrap(main, 1, bytes);
    }

    private @Nullable Object readStateless(byte[] main) throws IOException, ClassNotFoundException {
        if (Thread.currentThread().getContextClassLoader() != ClassLoader.getSystemClassLoader()) {
            return readStream(main, List.of()); // the same bytes may mean another class there
        }
        Key key = new Key(main);
        Object kept = read.get(key);
        if (kept == null) {
            kept = readStream(main, List.of());
            if (kept != null
                    && main.length <= LARGEST_KEPT_BYTES
                    && Lambdas.hasNoFields(kept)
                    && ClassOrigins.lastsForEver(kept.getClass())) {
                keep(key, kept);
            }
        }
        return kept;
    }

    private void keep(Key key, Object lambda) {
        if (read.size() >= MOST_KEPT) {
            read.clear();
        }
        read.put(key, lambda);
    }

    private static byte[] only(List<byte[]> attachments) throws StreamCorruptedException {
        if (attachments.size() != 1) {
            throw new StreamCorruptedException(
                    "a byte array has one attachment: attachments=" + attachments.size());
        }
        return attachments.getFirst();
    }

    private @Nullable Object readStream(byte[] main, List<byte[]> attachments)
            throws IOException, ClassNotFoundException {
        CodecFilter filter = kit.filter(main.length, attachments);
        JdkCodec outer = READING.get();
        READING.set(this);
        try {
            var bytes = new ByteArrayInputStream(main, 1, main.length - 1);
            return new CodecInput(bytes, attachments, filter).readObject();
        } catch (IOException e) {
            throw filter.explain(e);
        } catch (StackOverflowError e) {
            throw new InvalidObjectException("an object is nested too deeply to be read", e);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            throw new IOException(
                    "a class failed while an object of it was read: " + FailureText.of(e), e);
        } finally {
            READING.set(outer);
        }
    }
}
