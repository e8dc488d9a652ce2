package io.heddle.cluster.internal.pool;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The jars that tasks have brought to this machine, in a folder that is gone with its worker. Those that no task
/// needs just now go when they have become too many, the longest unused first; they can be fetched again.
final class ShippedJars implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// Where jars come from.
    @FunctionalInterface
    interface Source {

        /// Gives a jar.
        ///
        /// @param digest of it
        /// @return its bytes; `null` if they are not there
        byte @Nullable [] jar(String digest);
    }

    private final Source source;
    private final long mostBytes;

    /// The longest unused first. Guarded by this.
    private final Map<String, Jar> jars = new LinkedHashMap<>(16, 0.75f, true);

    /// Guarded by this.
    private long bytes;

    /// Made when needed. Guarded by this.
    private @Nullable Path folder;

    private static final class Jar {

        final Path file;
        final long size;
        int uses; // guarded by the jars

        Jar(Path file, long size) {
            this.file = file;
            this.size = size;
        }
    }

    /// Prepares.
    ///
    /// @param mostBytes how large the jars may be together that no task needs
    ShippedJars(Source source, long mostBytes) {
        this.source = source;
        this.mostBytes = mostBytes;
    }

    /// Some jars that stay where they are while somebody uses them.
    final class Use implements AutoCloseable {

        private final List<Jar> used;

        private Use(List<Jar> used) {
            this.used = used;
        }

        /// Gives them in the form of a class path.
        String path() {
            return used.stream()
                    .map(jar -> jar.file.toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }

        @Override
        public void close() {
            release(used);
        }
    }

    /// Fetches the jars that are not here yet.
    ///
    /// @param digests with commas between, as [ShippedStore#send] gave them
    /// @return what keeps them here; `null` if the source does not have all of them
    /// @throws IOException if they cannot be written
    synchronized @Nullable Use use(String digests) throws IOException {
        List<Jar> got = new ArrayList<>();
        boolean whole = false;
        try {
            for (String digest : digests.isEmpty() ? new String[0] : digests.split(",", -1)) {
                Jar jar = jars.containsKey(digest) ? jars.get(digest) : fetched(digest);
                if (jar == null) {
                    return null;
                }
                jar.uses++;
                got.add(jar);
            }
            whole = true;
            return new Use(got);
        } finally {
            if (!whole) {
                release(got);
            }
        }
    }

    private @Nullable Jar fetched(String digest) throws IOException {
        if (!digest.matches("[0-9a-f]{64}")) {
            throw new IOException("no name of a jar: name=" + digest);
        }
        byte[] content = source.jar(digest);
        if (content == null || !ShippedStore.digest(content).equals(digest)) {
            return null;
        }
        if (folder == null) {
            folder = Files.createTempDirectory("heddle-classes-"); // for this user alone
        }
        Path file = Objects.requireNonNull(folder).resolve(digest + ".jar");
        Path part = Files.write(file.resolveSibling(digest + ".part"), content);
        Files.move(part, file);
        Jar jar = new Jar(file, content.length);
        jars.put(digest, jar);
        bytes += jar.size;
        return jar;
    }

    private synchronized void release(List<Jar> used) {
        used.forEach(jar -> jar.uses--);
        Iterator<Jar> eldest = jars.values().iterator();
        while (bytes > mostBytes && eldest.hasNext()) {
            Jar jar = eldest.next();
            if (jar.uses == 0) {
                eldest.remove();
                bytes -= jar.size;
                delete(jar.file);
            }
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a file stays: {0}", file);
        }
    }

    @Override
    public synchronized void close() {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(ShippedJars::delete);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a folder stays: {0}", folder);
        }
        delete(folder);
    }
}
