package io.heddle.internal.engine.process;

import io.heddle.spi.ClassOrigins;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Stands in a worker for a class loader of the parent: what the worker's own class path does not have
/// is asked from there.
///
/// Each class is asked for once. Classes and resources come as the parent's loader reads them from where
/// they are; what an agent made of them there, their signers and their module do not come along.
final class WorkerClasses extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final long origin;
    private final WorkerFiles files;

    private WorkerClasses(long origin, WorkerFiles files) {
        super("parent", ClassLoader.getSystemClassLoader());
        this.origin = origin;
        this.files = files;
    }

    /// Makes one for each loader of the parent that is met from now on.
    static void install(WorkerFiles files) {
        ClassOrigins.standInBy(new Maker(files));
    }

    /// A class and not a lambda, whose first one costs a child some milliseconds.
    private record Maker(WorkerFiles files) implements LongFunction<ClassLoader> {
        @Override
        public ClassLoader apply(long origin) {
            return new WorkerClasses(origin, files);
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        List<byte[]> found = files.ask(origin, name.replace('.', '/') + ".class", false);
        if (found.isEmpty()) {
            throw new ClassNotFoundException(
                    name + " (neither on the worker's class path nor known to its parent)");
        }
        byte[] bytes = found.getFirst();
        return defineClass(name, bytes, 0, bytes.length);
    }

    @Override
    protected @Nullable URL findResource(String name) {
        List<byte[]> found = files.ask(origin, name, false);
        return found.isEmpty() ? null : url(name, found.getFirst());
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        List<URL> urls = new ArrayList<>();
        for (byte[] bytes : files.ask(origin, name, true)) {
            urls.add(url(name, bytes));
        }
        return Collections.enumeration(urls);
    }

    private static URL url(String name, byte[] bytes) {
        try {
            return URL.of(new URI("heddle", "parent", "/" + name, null), new Handler(bytes));
        } catch (IOException | URISyntaxException e) {
            throw new IllegalArgumentException("no name of a resource: " + name, e);
        }
    }

    /// Opens bytes that are here already.
    private static final class Handler extends URLStreamHandler {

        private final byte[] bytes;

        Handler(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(bytes);
                }

                @Override
                public long getContentLengthLong() {
                    return bytes.length;
                }
            };
        }
    }
}
