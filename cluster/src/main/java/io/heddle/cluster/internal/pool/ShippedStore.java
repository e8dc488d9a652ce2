package io.heddle.cluster.internal.pool;

import io.heddle.HeddleException;
import io.heddle.cluster.internal.link.Link;
import io.heddle.cluster.internal.link.Script;
import io.heddle.cluster.internal.link.ServerTrouble;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RBucket;
import org.redisson.client.RedisException;
import org.redisson.client.codec.ByteArrayCodec;

/// The class paths of programs at the server. Each entry travels as a jar, under the digest of what it contains, so
/// that it is there once for everybody.
final class ShippedStore {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    /// How long the server keeps a jar that nobody needs any more.
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

    /// Keeps jars for as long as the first value says; gives those that are not there.
    private static final Script KEEP =
            new Script(
                    """
                    local missing = {}
                    for i = 2, #ARGV do
                      if redis.call('PEXPIRE', KEYS[1]..':'..ARGV[i], ARGV[1]) == 0 then
                        missing[#missing + 1] = ARGV[i]
                      end
                    end
                    return missing
                    """);

    private final Link link;
    private final String key;

    /// What was sent, by its digest. Guarded by this.
    private final Map<String, Path> sent = new LinkedHashMap<>();

    /// Whether all of it was. Guarded by this.
    private boolean whole;

    ShippedStore(Link link) {
        this.link = link;
        this.key = link.name("classes", "jars");
    }

    private RBucket<byte[]> place(String digest) {
        return link.client().getBucket(key + ":" + digest, ByteArrayCodec.INSTANCE);
    }

    /// Sends this program's class path the first time.
    ///
    /// @return the digests of its entries, with commas between
    /// @throws IOException if one cannot be read, or is too large
    /// @throws HeddleException if the server does not take them
    synchronized String send() throws IOException {
        if (!whole) {
            String path = System.getProperty("java.class.path");
            for (String entry : path.split(File.pathSeparator, -1)) {
                Path place = Path.of(entry);
                boolean named =
                        !entry.isEmpty(); // or it would be the current folder, with all that lies
                // there
                if (named && Files.exists(place) && !isEverywhere(place)) {
                    send(place);
                }
            }
            whole = true;
        }
        return String.join(",", sent.keySet());
    }

    private void send(Path entry) throws IOException {
        byte[] jar = content(entry);
        if (jar.length > link.largestValue()) {
            throw new IOException(
                    "an entry of the class path is larger than the server of the cluster takes at once: entry=%s bytes=%d most=%d"
                            .formatted(entry, jar.length, link.largestValue()));
        }
        String digest = digest(jar);
        try {
            if (!place(digest).expire(KEPT)) {
                place(digest).set(jar, KEPT);
            }
        } catch (RedisException e) {
            throw new HeddleException(
                    "the classes of tasks could not be sent: cluster=%s entry=%s bytes=%d reason=%s"
                            .formatted(
                                    link.options().name(),
                                    entry,
                                    jar.length,
                                    ServerTrouble.reason(e)),
                    e);
        }
        sent.put(digest, entry);
    }

    /// Sees to it that what was sent stays there; what is gone is sent again.
    void keep() {
        Map<String, Path> needed;
        synchronized (this) {
            needed = Map.copyOf(sent);
        }
        if (needed.isEmpty()) {
            return;
        }
        List<Object> arguments = new ArrayList<>(List.of(KEPT.toMillis()));
        arguments.addAll(needed.keySet());
        List<?> missing = (List<?>) Objects.requireNonNull(KEEP.run(link, key, arguments));
        for (Object one : missing) {
            String digest = Script.text(one);
            sendAgain(digest, Objects.requireNonNull(needed.get(digest)));
        }
    }

    private void sendAgain(String digest, Path entry) {
        try {
            byte[] jar = content(entry);
            if (digest(jar).equals(digest)) {
                place(digest).set(jar, KEPT);
                return;
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "an entry of the class path is gone", e);
        }
        LOG.log(
                System.Logger.Level.WARNING,
                "the server has lost the classes of tasks, and they cannot be sent again, since they have changed: entry={0}",
                entry);
    }

    /// Gives a jar that somebody has sent.
    byte @Nullable [] jar(String digest) {
        return place(digest).get();
    }

    private static boolean isEverywhere(Path entry) throws IOException {
        if (Files.isDirectory(entry)) {
            return EVERYWHERE.stream().anyMatch(name -> Files.exists(entry.resolve(name)));
        }
        try (var jar = new java.util.zip.ZipFile(entry.toFile())) {
            return EVERYWHERE.stream().anyMatch(name -> jar.getEntry(name) != null);
        }
    }

    private static byte[] content(Path entry) throws IOException {
        return Files.isDirectory(entry) ? packed(entry) : Files.readAllBytes(entry);
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

    static String digest(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
