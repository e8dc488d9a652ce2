package io.heddle.cluster.internal.pool;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Class loaders for tasks whose classes are not on the class path of the process that runs them; kept for the next
/// ones.
final class ShippedClasses {

    private static final int MOST_LOADERS = 16;

    /// The latest used ones. Those of others are not closed, since something of their tasks may run still. Guarded
    /// by itself.
    private static final Map<String, ClassLoader> LOADERS =
            new LinkedHashMap<>(MOST_LOADERS, 0.75f, true) {
                @java.io.Serial private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, ClassLoader> eldest) {
                    return size() > MOST_LOADERS;
                }
            };

    private ShippedClasses() {}

    /// Gives the loader of a path.
    ///
    /// @param path folders and jars as a class path has them, empty for none
    /// @param otherwise the loader where there is none
    static @Nullable ClassLoader loader(String path, @Nullable ClassLoader otherwise)
            throws IOException {
        if (path.isEmpty()) {
            return otherwise;
        }
        try {
            synchronized (LOADERS) {
                return LOADERS.computeIfAbsent(path, ShippedClasses::open);
            }
        } catch (UncheckedIOException e) {
            throw new IOException("the classes of the task cannot be read: path=" + path, e);
        }
    }

    private static ClassLoader open(String path) {
        URL[] entries =
                Stream.of(path.split(File.pathSeparator, -1))
                        .map(ShippedClasses::url)
                        .toArray(URL[]::new);
        return new URLClassLoader(entries, ClassLoader.getSystemClassLoader());
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
