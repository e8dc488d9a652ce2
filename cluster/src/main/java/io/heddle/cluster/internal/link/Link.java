package io.heddle.cluster.internal.link;

import io.heddle.cluster.ClusterOptions;
import io.heddle.cluster.ClusterUnavailableException;
import io.heddle.spi.Codec;
import java.net.MalformedURLException;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisNode;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.client.RedisException;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.config.BaseConfig;
import org.redisson.config.BaseMasterSlaveServersConfig;
import org.redisson.config.Config;
import org.redisson.config.ConstantDelay;
import org.redisson.config.SingleServerConfig;

/// The connection of one member to the server of its cluster.
///
/// It connects again by itself for as long as it is open. A command that finds no server waits for one up to
/// the time limits of the options, and then throws.
public final class Link implements AutoCloseable {

    private static final int PING_MILLIS = 10_000;
    private static final int KEEP_ALIVE_SECONDS = 10;
    private static final int RETRIES = 3;
    private static final Duration RETRY_DELAY = Duration.ofMillis(500);
    private static final Duration RECONNECT_DELAY = Duration.ofMillis(200);
    private static final int MOST_CONNECTIONS = 32;
    private static final int MOST_SUBSCRIPTIONS = 50;

    /// How many channels one connection listens to: each structure that somebody waits for has one.
    private static final int SUBSCRIPTIONS_OF_ONE = 1_000;

    private static final String LIMIT = "proto-max-bulk-len";
    private static final long DEFAULT_LIMIT = 512L << 20;
    private static final String RESERVED = "%{}:";

    private final ClusterOptions options;
    private final RedissonClient client;
    private final ValueCodec values = new ValueCodec(Codec.jdk());

    /// As [#largestValue()]; 0 until it is known.
    private volatile long largestValue;

    private Link(ClusterOptions options, RedissonClient client) {
        this.options = options;
        this.client = client;
    }

    /// Connects.
    ///
    /// @param options where to, and as whom
    /// @return the link
    /// @throws IllegalArgumentException if there is no secret, or an address beyond the loopback without
    ///   TLS and without the word for a trusted network
    /// @throws ClusterUnavailableException if nobody answers there, or refuses the secret
    public static Link open(ClusterOptions options) {
        Admission.require(options);
        String token = options.token();
        Reachable.require(options, token);
        try {
            return new Link(options, Redisson.create(config(options, token)));
        } catch (RedisException e) {
            throw Reachable.unavailable(options, e);
        }
    }

    private static Config config(ClusterOptions options, String token) {
        Config config =
                new Config()
                        .setCodec(ByteArrayCodec.INSTANCE)
                        .setPassword(token)
                        .setUseScriptCache(true)
                        .setLockWatchdogTimeout(options.lockLease().toMillis())
                        .setTcpKeepAlive(true)
                        .setTcpKeepAliveIdle(KEEP_ALIVE_SECONDS)
                        .setTcpKeepAliveInterval(KEEP_ALIVE_SECONDS)
                        .setTcpNoDelay(true);
        config.setUseThreadClassLoader(false);
        options.trustStore()
                .ifPresent(store ->
                        config.setSslTruststore(url(store))
                                .setSslTruststorePassword(store.password()));
        options.keyStore()
                .ifPresent(store ->
                        config.setSslKeystore(url(store)).setSslKeystorePassword(store.password()));
        List<String> servers =
                options.addresses().stream()
                        .map(address -> (options.isTls() ? "rediss://" : "redis://") + address)
                        .toList();
        switch (options.servers()) {
            case SINGLE -> single(config.useSingleServer(), options, servers.getFirst());
            case SENTINEL -> {
                var sentinel = config.useSentinelServers();
                sentinel.setMasterName(options.sentinelMaster())
                        .setCheckSentinelsList(false)
                        .setSentinelPassword(token)
                        .addSentinelAddress(servers.toArray(String[]::new));
                many(sentinel, options);
            }
            case CLUSTER -> {
                var cluster = config.useClusterServers();
                cluster.addNodeAddress(servers.toArray(String[]::new));
                many(cluster, options);
            }
        }
        return config;
    }

    private static URL url(ClusterOptions.Store store) {
        try {
            return store.file().toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("no file of certificates: file=" + store.file(), e);
        }
    }

    private static void single(SingleServerConfig server, ClusterOptions options, String address) {
        timed(server, options)
                .setAddress(address)
                .setDnsMonitoringInterval(-1)
                .setConnectionMinimumIdleSize(1)
                .setConnectionPoolSize(MOST_CONNECTIONS)
                .setSubscriptionConnectionMinimumIdleSize(1)
                .setSubscriptionConnectionPoolSize(MOST_SUBSCRIPTIONS);
    }

    private static void many(BaseMasterSlaveServersConfig<?> servers, ClusterOptions options) {
        timed(servers, options);
        servers.setReadMode(org.redisson.config.ReadMode.MASTER);
        servers.setSubscriptionMode(org.redisson.config.SubscriptionMode.MASTER);
        servers.setMasterConnectionMinimumIdleSize(1);
        servers.setMasterConnectionPoolSize(MOST_CONNECTIONS);
        servers.setSlaveConnectionMinimumIdleSize(1);
        servers.setSubscriptionConnectionMinimumIdleSize(1);
        servers.setSubscriptionConnectionPoolSize(MOST_SUBSCRIPTIONS);
        servers.setDnsMonitoringInterval(-1);
    }

    private static <T extends BaseConfig<T>> T timed(
            BaseConfig<T> servers, ClusterOptions options) {
        return servers.setConnectTimeout((int) options.connectTimeout().toMillis())
                .setTimeout((int) options.responseTimeout().toMillis())
                .setSubscriptionTimeout((int) options.responseTimeout().toMillis())
                .setSubscriptionsPerConnection(SUBSCRIPTIONS_OF_ONE)
                .setRetryAttempts(RETRIES)
                .setRetryDelay(new ConstantDelay(RETRY_DELAY))
                .setReconnectionDelay(new ConstantDelay(RECONNECT_DELAY))
                .setPingConnectionInterval(PING_MILLIS);
    }

    /// Gives the client.
    ///
    /// @return the client, whose own codec carries nothing but byte arrays
    public RedissonClient client() {
        return client;
    }

    /// Gives the codec for values of users.
    ///
    /// @return the codec
    public ValueCodec values() {
        return values;
    }

    /// Gives what was said about the cluster.
    ///
    /// @return the options
    public ClusterOptions options() {
        return options;
    }

    /// Tells how many bytes the server takes at once: asks it the first time.
    ///
    /// @return its `proto-max-bulk-len`, or the default of it where the server does not say
    public long largestValue() {
        if (largestValue == 0) {
            largestValue = Math.min(saidLimit(), Integer.MAX_VALUE - Long.BYTES);
        }
        return largestValue;
    }

    private long saidLimit() {
        try {
            String said = someNode().getConfig(LIMIT).get(LIMIT);
            return said == null ? DEFAULT_LIMIT : Long.parseLong(said);
        } catch (RedisException | NumberFormatException e) {
            return DEFAULT_LIMIT; // many a rented server does not show its configuration
        }
    }

    private RedisNode someNode() {
        return switch (options.servers()) {
            case SINGLE -> client.getRedisNodes(RedisNodes.SINGLE).getInstance();
            case SENTINEL -> client.getRedisNodes(RedisNodes.SENTINEL_MASTER_SLAVE).getMaster();
            case CLUSTER -> client.getRedisNodes(RedisNodes.CLUSTER).getMasters().iterator().next();
        };
    }

    /// Tells under which key the server keeps something of this cluster. All keys that begin with it are on one
    /// server of a Redis Cluster.
    ///
    /// @param kind what it is: `queue`, `lock` and so on
    /// @param name what the user calls it
    /// @return the key
    public String name(String kind, String name) {
        return "{heddle:%s:%s:%s}".formatted(options.name(), kind, escaped(name));
    }

    /// What would end the part that decides about the server, or look like another name.
    private static String escaped(String name) {
        StringBuilder text = new StringBuilder();
        name.chars()
                .forEach(c -> {
                    if (RESERVED.indexOf(c) >= 0) {
                        text.append('%').append(Integer.toHexString(c));
                    } else {
                        text.append((char) c);
                    }
                });
        return text.toString();
    }

    @Override
    public void close() {
        client.shutdown(0, 2, java.util.concurrent.TimeUnit.SECONDS);
    }
}
