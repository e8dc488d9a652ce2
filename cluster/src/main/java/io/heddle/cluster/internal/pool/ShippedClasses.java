package io.heddle.cluster.internal.pool;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Class loaders for tasks that brought their classes, in the process that runs them; kept for the next one.
final class ShippedClasses {

    private static final Map<String, ClassLoader> LOADERS = new ConcurrentHashMap<>();

    private ShippedClasses() {}

    /// Gives the loader of a folder of jars.
    ///
    /// @param folder the folder, empty for none
    /// @param otherwise the loader where there is none, and its parent where there is
    static @Nullable ClassLoader loader(String folder, @Nullable ClassLoader otherwise)
            throws IOException {
        if (folder.isEmpty()) {
            return otherwise;
        }
        try {
            return LOADERS.computeIfAbsent(folder, ShippedClasses::open);
        } catch (UncheckedIOException e) {
            throw new IOException("the classes of the task cannot be read: folder=" + folder, e);
        }
    }

    private static ClassLoader open(String folder) {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            URL[] jars = files.sorted().map(ShippedClasses::url).toArray(URL[]::new);
            return new URLClassLoader(jars, ClassLoader.getSystemClassLoader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
