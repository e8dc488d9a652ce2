package io.heddle.cluster.internal.members;

import io.heddle.cluster.ClusterMember;
import io.heddle.cluster.MemberListener;
import io.heddle.cluster.internal.link.Beat;
import io.heddle.cluster.internal.link.Farewell;
import io.heddle.cluster.internal.link.Link;
import io.heddle.cluster.internal.link.Opened;
import io.heddle.cluster.internal.link.Script;
import io.heddle.cluster.internal.link.ServerTrouble;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.redisson.api.RTopic;
import org.redisson.client.RedisException;
import org.redisson.client.codec.ByteArrayCodec;

/// Says again and again that a member is there, and hears who else is.
///
/// The server keeps each member's entry until the end of its time to live by the server's clock, so all members
/// see the same ones, whatever their own clocks say.
public final class Presence implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger("io.heddle");

    private static final String COMMON =
            """
            local T = KEYS[1]
            local t = redis.call('TIME')
            local now = t[1] * 1000 + math.floor(t[2] / 1000)
            local changed = false
            for _, id in ipairs(redis.call('ZRANGEBYSCORE', T..':z', '-inf', now)) do
              redis.call('ZREM', T..':z', id)
              redis.call('HDEL', T..':h', id)
              changed = true
            end
            """;

    private static final Script SHOW =
            new Script(
                    COMMON
                            + """
                            if redis.call('ZADD', T..':z', now + tonumber(ARGV[2]), ARGV[1]) == 1 then
                              redis.call('HSET', T..':h', ARGV[1], ARGV[3])
                              changed = true
                            end
                            if changed then redis.call('PUBLISH', T..':news', '') end
                            return redis.call('HVALS', T..':h')
                            """);

    private static final Script LIST =
            new Script(
                    COMMON
                            + """
                            if changed then redis.call('PUBLISH', T..':news', '') end
                            return redis.call('HVALS', T..':h')
                            """);

    private static final Script LEAVE =
            new Script(
                    COMMON
                            + """
                            redis.call('ZREM', T..':z', ARGV[1])
                            redis.call('HDEL', T..':h', ARGV[1])
                            redis.call('PUBLISH', T..':news', '')
                            return {}
                            """);

    private final Link link;
    private final String key;
    private final ClusterMember self;
    private final byte[] entry;
    private final Beat beat;
    private final int newsListener;
    private final List<MemberListener> listeners = new CopyOnWriteArrayList<>();

    /// As they were the last time. Guarded by this.
    private Map<String, ClusterMember> known = new LinkedHashMap<>();

    /// Enters a member.
    ///
    /// @param link its way to the server
    /// @param self the member
    public Presence(Link link, ClusterMember self) {
        this.link = link;
        this.key = link.name("members", "all");
        this.self = self;
        this.entry = write(self);
        Opened opened = new Opened();
        try {
            look();
            opened.undo(() -> LEAVE.run(link, key, List.of(self.id())));
            this.beat =
                    opened.and(
                            Beat.start(
                                    "cluster-" + link.options().name() + "-members",
                                    link.options().memberTimeToLive().dividedBy(3),
                                    this::look));
            this.newsListener = news().addListener(byte[].class, (channel, none) -> beat.soon());
        } catch (RuntimeException | Error e) {
            throw opened.closeBecause(link.options().name(), e);
        }
    }

    private RTopic news() {
        return link.client().getTopic(key + ":news", ByteArrayCodec.INSTANCE);
    }

    private static byte[] write(ClusterMember member) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(member.id());
            out.writeUTF(member.name());
            out.writeUTF(member.host());
            out.writeLong(member.pid());
            out.writeInt(member.workers());
            out.writeLong(member.joinedAt().toEpochMilli());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /// Gives one at most: what another version has written, or nobody should have, hides nobody else.
    private static Stream<ClusterMember> read(Object entry) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream((byte[]) entry))) {
            return Stream.of(
                    new ClusterMember(
                            in.readUTF(),
                            in.readUTF(),
                            in.readUTF(),
                            in.readLong(),
                            in.readInt(),
                            Instant.ofEpochMilli(in.readLong())));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "an entry of a member cannot be read", e);
            return Stream.empty();
        }
    }

    private static List<ClusterMember> members(Object answer) {
        return ((List<?>) answer)
                .stream()
                        .flatMap(Presence::read)
                        .sorted(
                                Comparator.comparing(ClusterMember::joinedAt)
                                        .thenComparing(ClusterMember::id))
                        .toList();
    }

    /// Lists who is there now.
    ///
    /// @return the members, in the order in which they came
    /// @throws io.heddle.cluster.ClusterUnavailableException if the server does not answer
    public List<ClusterMember> members() {
        try {
            return members(Objects.requireNonNull(LIST.run(link, key, List.of())));
        } catch (RedisException e) {
            throw ServerTrouble.explained(link.options().name(), e);
        }
    }

    /// Tells how many workers there were the last time somebody looked.
    ///
    /// @return the sum over all members
    public synchronized int workers() {
        return known.values().stream().mapToInt(ClusterMember::workers).sum();
    }

    /// Tells a listener of whoever comes and goes from now on.
    ///
    /// @param listener is told
    /// @return how it stops listening
    public Runnable listen(MemberListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void look() {
        long timeToLive = Math.max(1, link.options().memberTimeToLive().toMillis());
        Object answer = SHOW.run(link, key, List.of(self.id(), timeToLive, entry));
        List<Runnable> news = new ArrayList<>();
        synchronized (this) {
            Map<String, ClusterMember> now = new LinkedHashMap<>();
            members(Objects.requireNonNull(answer)).forEach(member -> now.put(member.id(), member));
            known.values().stream()
                    .filter(member -> !now.containsKey(member.id()))
                    .forEach(member -> news.add(() -> tell(member, false)));
            now.values().stream()
                    .filter(member -> !known.containsKey(member.id()))
                    .forEach(member -> news.add(() -> tell(member, true)));
            known = now;
        }
        news.forEach(Runnable::run);
    }

    private void tell(ClusterMember member, boolean joined) {
        for (MemberListener listener : listeners) {
            try {
                if (joined) {
                    listener.joined(member);
                } else {
                    listener.left(member);
                }
            } catch (Throwable e) { // it is not ours, and the others must hear too
                LOG.log(System.Logger.Level.WARNING, "a listener for members failed", e);
            }
        }
    }

    /// Leaves: everybody hears of it at once.
    @Override
    public void close() {
        beat.close();
        Farewell.say(() -> {
            news().removeListener(newsListener);
            LEAVE.run(link, key, List.of(self.id()));
        });
    }
}
