package io.heddle.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.StreamCorruptedException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads objects that another process has written: with limits, and with the classes of the
/// program.
///
/// ## Limits
///
/// By default 512 MiB, 20 million elements in one array, 50 million references and a depth of
/// 2,000; the system properties `heddle.codec.maxBytes`, `.maxArray`, `.maxRefs` and `.maxDepth`
/// change them. A filter of the JVM as a whole (`jdk.serialFilter`) is asked as well.
///
/// ## Source
///
/// JEP 290 and JEP 415.
final class CodecInput extends ObjectInputStream {

    private static final ObjectInputFilter LIMITS =
            ObjectInputFilter.Config.createFilter(
                    "maxbytes="
                            + Long.getLong("heddle.codec.maxBytes", 512L << 20)
                            + ";maxarray="
                            + Long.getLong("heddle.codec.maxArray", 20_000_000L)
                            + ";maxrefs="
                            + Long.getLong("heddle.codec.maxRefs", 50_000_000L)
                            + ";maxdepth="
                            + Long.getLong("heddle.codec.maxDepth", 2_000L));

    /// Proxy classes are made through an instance; nobody ever calls this one.
    private static final InvocationHandler NO_CALLS = (proxy, method, arguments) -> null;

    private static final ClassLoader OWN = CodecInput.class.getClassLoader();

    private final ClassLoader loader;
    private final List<byte[]> attachments;

    CodecInput(InputStream in) throws IOException {
        this(in, List.of());
    }

    CodecInput(InputStream in, List<byte[]> attachments) throws IOException {
        super(in);
        this.attachments = attachments;
        enableResolveObject(true);
        ObjectInputFilter ofTheJvm = ObjectInputFilter.Config.getSerialFilter();
        setObjectInputFilter(
                ofTheJvm == null
                        ? this::checkLimits
                        : ObjectInputFilter.merge(this::checkLimits, ofTheJvm));
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        this.loader = context == null ? OWN : context;
    }

    /// The limit of arrays guards against lengths behind which nothing comes; an attachment has come.
    private ObjectInputFilter.Status checkLimits(ObjectInputFilter.FilterInfo info) {
        boolean isAttachment =
                info.serialClass() == byte[].class
                        && attachments.stream().anyMatch(a -> a.length == info.arrayLength());
        return isAttachment ? ObjectInputFilter.Status.UNDECIDED : LIMITS.checkInput(info);
    }

    @Override
    protected @Nullable Object resolveObject(@Nullable Object object) throws IOException {
        if (object instanceof CodecOutput.Attachment(int index)) {
            if (index < 0 || index >= attachments.size()) {
                throw new StreamCorruptedException(
                        "no such attachment: index=%d attachments=%d"
                                .formatted(index, attachments.size()));
            }
            return attachments.get(index);
        }
        return object;
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
            throws IOException, ClassNotFoundException {
        try {
            return Class.forName(description.getName(), false, loaderOfNext());
        } catch (ClassNotFoundException e) {
            return super.resolveClass(description); // primitives, and what only the caller sees
        }
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces)
            throws IOException, ClassNotFoundException {
        ClassLoader from = loaderOfNext();
        if (from == loader) {
            return super.resolveProxyClass(interfaces);
        }
        Class<?>[] types = new Class<?>[interfaces.length];
        for (int i = 0; i < interfaces.length; i++) {
            types[i] = Class.forName(interfaces[i], false, from);
        }
        try {
            return Proxy.newProxyInstance(from, types, NO_CALLS).getClass();
        } catch (IllegalArgumentException e) {
            throw new ClassNotFoundException("no proxy for " + List.of(interfaces), e);
        }
    }

    /// Reads what [CodecOutput] has said about the class whose description was just read.
    private ClassLoader loaderOfNext() throws IOException {
        if (available() < Long.BYTES) {
            return loader;
        }
        ClassLoader from = ClassOrigins.loader(readLong());
        return from == null ? loader : from;
    }
}
