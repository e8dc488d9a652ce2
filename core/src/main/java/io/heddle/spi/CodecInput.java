package io.heddle.spi;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.StreamCorruptedException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads objects that another process has written: what its [CodecFilter] lets through, and with the
/// classes of the program. A filter of the JVM as a whole (`jdk.serialFilter`) is asked as well.
///
/// ## Source
///
/// JEP 290 and JEP 415.
final class CodecInput extends ObjectInputStream {

    /// Proxy classes are made through an instance; nobody ever calls this one.
    private static final class NoCalls implements InvocationHandler {
        @Override
        public @Nullable Object invoke(
                Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
            return null;
        }
    }

    private static final ClassLoader OWN = CodecInput.class.getClassLoader();

    private final ClassLoader loader;
    private final List<byte[]> attachments;

    CodecInput(InputStream in, List<byte[]> attachments, CodecFilter filter) throws IOException {
        super(in);
        this.attachments = attachments;
        enableResolveObject(true);
        ObjectInputFilter ofTheJvm = ObjectInputFilter.Config.getSerialFilter();
        setObjectInputFilter(ofTheJvm == null ? filter : ObjectInputFilter.merge(filter, ofTheJvm));
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        this.loader = context == null ? OWN : context;
    }

    @Override
    protected @Nullable Object resolveObject(@Nullable Object object) throws IOException {
        if (object instanceof CodecOutput.Attachment(int index)) {
            if (index < 0 || index >= attachments.size()) {
                throw new StreamCorruptedException(
                        "no such attachment: index=%d attachments=%d"
                                .formatted(index, attachments.size()));
            }
            return attachments.get(index); // the JDK asks the filter about what is put in the place
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
            return Proxy.newProxyInstance(from, types, new NoCalls()).getClass();
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
