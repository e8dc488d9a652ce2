package io.heddle.cluster.internal.pool;

import io.heddle.cluster.internal.link.Link;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RBucket;
import org.redisson.client.codec.ByteArrayCodec;

/// The class paths of programs, on their way through the server to the machines that run their tasks. Each entry
/// travels as a jar, once for each machine, under the digest of what it contains.
final class ShippedStore implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// How long the server keeps a jar that nobody has sent again.
    private static final Duration KEPT = Duration.ofDays(1);

    /// What every worker has: an entry with one of these is not sent.
    private static final List<String> EVERYWHERE =
            List.of(
                    "io/heddle/spi/Codec.class",
                    "io/heddle/cluster/Cluster.class",
                    "org/redisson/Redisson.class",
                    "io/netty/util/Version.class",
                    "io/netty/buffer/ByteBuf.class",
                    "io/netty/channel/Channel.class");

    private final Link link;
    private final String key;

    /// Where jars are kept. Made when needed. Guarded by this.
    private @Nullable Path folder;

    ShippedStore(Link link) {
        this.link = link;
        this.key = link.name("classes", "jars");
    }

    private RBucket<byte[]> place(String digest) {
        return link.client().getBucket(key + ":" + digest, ByteArrayCodec.INSTANCE);
    }

    // ---- sending
    // -------------------------------------------------------------------------------------

    /// Sends this program's class path.
    ///
    /// @return the digests of its entries, with commas between
    /// @throws IOException if one cannot be read
    String send() throws IOException {
        List<String> digests = new ArrayList<>();
        String path = System.getProperty("java.class.path");
        for (String entry : path.split(File.pathSeparator, -1)) {
            Path place = Path.of(entry);
            boolean named =
                    !entry.isEmpty(); // or it would be the current folder, with all that lies there
            if (named && Files.exists(place) && !isEverywhere(place)) {
                byte[] jar = Files.isDirectory(place) ? packed(place) : Files.readAllBytes(place);
                String digest = digest(jar);
                if (!place(digest).expire(KEPT)) {
                    place(digest).set(jar, KEPT);
                }
                digests.add(digest);
            }
        }
        return String.join(",", digests);
    }

    private static boolean isEverywhere(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            return EVERYWHERE.stream().anyMatch(name -> Files.exists(entry.resolve(name)));
        }
        try (var jar = new java.util.zip.ZipFile(entry.toFile())) {
            return EVERYWHERE.stream().anyMatch(name -> jar.getEntry(name) != null);
        }
    }

    /// Packs a folder, in an order and with times that are always the same, so that its digest is too.
    private static byte[] packed(Path folder) throws IOException {
        var bytes = new java.io.ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes);
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = folder.relativize(file).toString().replace(File.separatorChar, '/');
                JarEntry entry = new JarEntry(name);
                entry.setTime(0);
                jar.putNextEntry(entry);
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    // ---- receiving
    // -----------------------------------------------------------------------------------

    /// Gives the path on which classes lie that were sent.
    ///
    /// @param digests what [#send] gave
    /// @throws IOException if the server has them no more, or they cannot be written
    synchronized String pathOf(String digests) throws IOException {
        if (digests.isEmpty()) {
            return "";
        }
        List<String> path = new ArrayList<>();
        for (String digest : digests.split(",", -1)) {
            path.add(fetched(digest).toString());
        }
        return String.join(File.pathSeparator, path);
    }

    private Path fetched(String digest) throws IOException {
        if (!digest.matches("[0-9a-f]{64}")) {
            throw new IOException("no name of a jar: name=" + digest);
        }
        if (folder == null) {
            folder = Files.createTempDirectory("heddle-classes-"); // for this user alone
        }
        Path jar = Objects.requireNonNull(folder).resolve(digest + ".jar");
        if (!Files.exists(jar)) {
            byte[] bytes = place(digest).get();
            if (bytes == null || !digest(bytes).equals(digest)) {
                throw new IOException(
                        "the server does not have the classes that the task brought; join again to"
                                + " send them: jar="
                                + digest);
            }
            Path part = Files.write(jar.resolveSibling(digest + ".part"), bytes);
            Files.move(part, jar);
        }
        return jar;
    }

    @Override
    public synchronized void close() {
        if (folder == null) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a folder stays: {0}", folder);
        }
    }
}
