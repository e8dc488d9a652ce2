package io.heddle.cluster;

import io.heddle.TaskOutput;
import io.heddle.cluster.internal.link.Address;
import io.heddle.cluster.internal.link.ServerProgram;
import io.heddle.cluster.internal.link.Token;
import io.heddle.spi.Durations;
import io.heddle.spi.Grace;
import io.heddle.spi.Retries;
import io.heddle.spi.TaskRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// Which cluster to join, how to reach its server, and every time limit that holds on the way.
///
/// ```java
/// ClusterOptions.named("squares").secret("abc").port(5701)                       // this machine
/// ClusterOptions.named("squares").secret(s).server("host:5701").trustedNetwork() // another one
/// ClusterOptions.named("squares").secret(s).server("host:5701").tls(Path.of("trust.p12"), "changeit")
/// ```
///
/// Values are immutable; each method gives a changed copy. [#toString()] never shows a secret.
///
/// ## The secret
///
/// It never travels. What the server is given as its password is a *token*: PBKDF2 of the secret, with the
/// name of the cluster as salt. Whoever has the secret or the token can run code on every worker of the
/// cluster.
///
/// ## Beyond the loopback
///
/// An address that is not the loopback needs TLS, or the explicit word [#trustedNetwork()]: without either,
/// the token and all values would cross the network in the clear.
public final class ClusterOptions {

    /// The port if none is given.
    public static final int DEFAULT_PORT = 5701;

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}._-]{1,100}");

    /// What kind of server the addresses lead to.
    public enum Servers {
        /// One server.
        SINGLE,
        /// Sentinels, which know the server of the moment.
        SENTINEL,
        /// Some of the servers of a Redis Cluster or Valkey Cluster, which know the others.
        CLUSTER
    }

    /// A file of certificates or keys.
    ///
    /// @param file a PKCS12 or JKS file
    /// @param password its password
    public record Store(Path file, String password) {
        /// Checks.
        public Store {
            Objects.requireNonNull(file, "file");
            Objects.requireNonNull(password, "password");
        }

        @Override
        public String toString() {
            return "Store[" + file + "]";
        }
    }

    private record Times(
            Duration taskRetryInterval,
            Duration lockLease,
            Duration memberTimeToLive,
            Duration connectTimeout,
            Duration responseTimeout) {

        private static final Duration LEAST = Duration.ofMillis(1);

        /// Sockets count milliseconds in 31 bits.
        private static final Duration MOST = Duration.ofDays(24);

        static final Times DEFAULT =
                new Times(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));

        Times {
            check("taskRetryInterval", taskRetryInterval);
            check("lockLease", lockLease);
            check("memberTimeToLive", memberTimeToLive);
            check("connectTimeout", connectTimeout);
            check("responseTimeout", responseTimeout);
        }

        private static void check(String name, Duration time) {
            var _ = Durations.requireWithin(name, time, LEAST, MOST);
        }
    }

    private record Reach(
            Servers servers,
            List<Address> addresses,
            String sentinelMaster,
            boolean tls,
            Optional<Store> trust,
            Optional<Store> key,
            boolean trustedNetwork,
            boolean mayStart) {}

    private record Tasks(TaskRules rules, TaskOutput output, boolean shipClasses) {}

    private final String name;
    private final String secret;
    private final String memberName;
    private final Reach reach;
    private final Times times;
    private final Tasks tasks;

    /// As [#token()], which takes long; empty until it is known.
    private volatile String token = "";

    private ClusterOptions(
            String name, String secret, String memberName, Reach reach, Times times, Tasks tasks) {
        this.name = name;
        this.secret = secret;
        this.memberName = memberName;
        this.reach = reach;
        this.times = times;
        this.tasks = tasks;
    }

    /// Names the cluster. Clusters of different names share nothing, also on one server.
    ///
    /// @param name letters, digits, `.`, `_` and `-`, 100 at most
    /// @return options for this machine, without a secret
    /// @throws IllegalArgumentException if the name has other characters
    public static ClusterOptions named(String name) {
        if (!NAME.matcher(Objects.requireNonNull(name, "name")).matches()) {
            throw new IllegalArgumentException(
                    "the name of a cluster is made of letters, digits, '.', '_' and '-', 100 at most: name='%s'"
                            .formatted(name));
        }
        return new ClusterOptions(
                name,
                "",
                "",
                new Reach(
                        Servers.SINGLE,
                        List.of(),
                        "",
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        true),
                Times.DEFAULT,
                new Tasks(TaskRules.DEFAULT, TaskOutput.inherit(), false));
    }

    /// Sets the secret that all members share.
    ///
    /// @param text any text; make it long and random where others can reach the server
    /// @return changed options
    /// @throws IllegalArgumentException if it is empty
    public ClusterOptions secret(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException(
                    "the secret of a cluster is not empty: cluster=" + name);
        }
        return new ClusterOptions(name, text, memberName, reach, times, tasks);
    }

    /// Names this member, for whoever lists the members, and for messages.
    ///
    /// @param text any text; without it the host name and the process id
    /// @return changed options
    public ClusterOptions memberName(String text) {
        Objects.requireNonNull(text, "memberName");
        return new ClusterOptions(name, secret, text, reach, times, tasks);
    }

    private ClusterOptions with(Reach next) {
        return new ClusterOptions(name, secret, memberName, next, times, tasks);
    }

    private ClusterOptions with(Times next) {
        return new ClusterOptions(name, secret, memberName, reach, next, tasks);
    }

    private ClusterOptions with(Tasks next) {
        return new ClusterOptions(name, secret, memberName, reach, times, next);
    }

    // ---- where the server is -------------------------------------------------------------------

    /// Uses this machine: the server on this port of the loopback. If nothing answers there,
    /// [Cluster#join] starts one, the [#serverProgram()].
    ///
    /// @param port 1 to 65535; [#DEFAULT_PORT] unless it is set
    /// @return changed options
    /// @throws IllegalArgumentException if it is no port
    public ClusterOptions port(int port) {
        return at(Servers.SINGLE, "", List.of(Address.loopback(port))).startingOne();
    }

    /// Uses a server that somebody runs; nothing is started.
    ///
    /// @param hostAndPort `host:port`, `[address]:port`, or `host` for [#DEFAULT_PORT]
    /// @return changed options
    /// @throws IllegalArgumentException if it is no address
    public ClusterOptions server(String hostAndPort) {
        return at(Servers.SINGLE, "", List.of(Address.parse(hostAndPort)));
    }

    /// Uses the server that Sentinels name, and follows them to the next one when it dies. What the dead one
    /// had answered and not yet copied is lost: replication is asynchronous. Sentinels have the token as their
    /// `requirepass` too.
    ///
    /// @param master the name under which the Sentinels watch the server
    /// @param hostsAndPorts some or all of the Sentinels
    /// @return changed options
    /// @throws IllegalArgumentException if there is none, or one is no address
    public ClusterOptions sentinels(String master, String... hostsAndPorts) {
        Objects.requireNonNull(master, "master");
        return at(Servers.SENTINEL, master, Address.parseAll(hostsAndPorts));
    }

    /// Uses a Redis Cluster or Valkey Cluster. Each structure lives on one of its servers as a whole. What a
    /// server had answered and not yet copied is lost with it: replication is asynchronous.
    ///
    /// @param hostsAndPorts some or all of its servers
    /// @return changed options
    /// @throws IllegalArgumentException if there is none, or one is no address
    public ClusterOptions clusterServers(String... hostsAndPorts) {
        return at(Servers.CLUSTER, "", Address.parseAll(hostsAndPorts));
    }

    /// Finds the program of the server that [Cluster#join] starts if nobody listens: the one that the system
    /// property `heddle.server` or the environment variable `HEDDLE_SERVER` names, else `valkey-server` or
    /// `redis-server` on the path. If one of the two is set and empty, none is started.
    ///
    /// @return the program
    /// @throws ClusterUnavailableException if there is none, or what is named cannot be run; the message says what to
    ///     install
    public static Path serverProgram() {
        return ServerProgram.find();
    }

    private ClusterOptions at(Servers kind, String master, List<Address> addresses) {
        return with(
                new Reach(
                        kind,
                        addresses,
                        master,
                        reach.tls(),
                        reach.trust(),
                        reach.key(),
                        reach.trustedNetwork(),
                        false));
    }

    private ClusterOptions startingOne() {
        return with(
                new Reach(
                        reach.servers(),
                        reach.addresses(),
                        "",
                        reach.tls(),
                        reach.trust(),
                        reach.key(),
                        reach.trustedNetwork(),
                        true));
    }

    // ---- what protects the way there
    // -------------------------------------------------------------

    private ClusterOptions guarded(Optional<Store> trust, Optional<Store> key) {
        return with(
                new Reach(
                        reach.servers(),
                        reach.addresses(),
                        reach.sentinelMaster(),
                        true,
                        trust,
                        key,
                        reach.trustedNetwork(),
                        reach.mayStart()));
    }

    /// Speaks TLS, and trusts what the JDK trusts. The server's certificate must name the host.
    ///
    /// @return changed options
    public ClusterOptions tls() {
        return guarded(Optional.empty(), Optional.empty());
    }

    /// Speaks TLS, and trusts certificates of one's own.
    ///
    /// @param trustStore a PKCS12 or JKS file with what is trusted
    /// @param password its password
    /// @return changed options
    public ClusterOptions tls(Path trustStore, String password) {
        return guarded(Optional.of(new Store(trustStore, password)), Optional.empty());
    }

    /// Speaks TLS, trusts certificates of one's own, and shows one: mutual TLS.
    ///
    /// @param trustStore a PKCS12 or JKS file with what is trusted
    /// @param trustPassword its password
    /// @param keyStore a PKCS12 or JKS file with the own key and certificate
    /// @param keyPassword its password
    /// @return changed options
    public ClusterOptions mutualTls(
            Path trustStore, String trustPassword, Path keyStore, String keyPassword) {
        return guarded(
                Optional.of(new Store(trustStore, trustPassword)),
                Optional.of(new Store(keyStore, keyPassword)));
    }

    /// Says that everybody who can listen on the way to the server may have the token and all values. Only
    /// with this word is an address beyond the loopback used without TLS.
    ///
    /// @return changed options
    public ClusterOptions trustedNetwork() {
        return with(
                new Reach(
                        reach.servers(),
                        reach.addresses(),
                        reach.sentinelMaster(),
                        reach.tls(),
                        reach.trust(),
                        reach.key(),
                        true,
                        reach.mayStart()));
    }

    // ---- how long
    // ----------------------------------------------------------------------------------

    /// Sets after how much silence of a machine its tasks are taken from it: those that were not begun are
    /// given to another, those that were begun are run again or fail, as their `retries` say. A machine that
    /// lives says so four times in that time.
    ///
    /// @param time from a millisecond to 24 days; 5 s unless it is set
    /// @return changed options
    /// @throws IllegalArgumentException if it is shorter or longer
    public ClusterOptions taskRetryInterval(Duration time) {
        return with(
                new Times(
                        time,
                        times.lockLease(),
                        times.memberTimeToLive(),
                        times.connectTimeout(),
                        times.responseTimeout()));
    }

    /// Sets after how much silence of its holder a lock or permit is free again. The holder renews it while
    /// it lives.
    ///
    /// @param time from a millisecond to 24 days; 10 s unless it is set
    /// @return changed options
    /// @throws IllegalArgumentException if it is shorter or longer
    public ClusterOptions lockLease(Duration time) {
        return with(
                new Times(
                        times.taskRetryInterval(),
                        time,
                        times.memberTimeToLive(),
                        times.connectTimeout(),
                        times.responseTimeout()));
    }

    /// Sets after how much silence a member counts as gone. It renews its entry three times in that time.
    ///
    /// @param time from a millisecond to 24 days; 10 s unless it is set
    /// @return changed options
    /// @throws IllegalArgumentException if it is shorter or longer
    public ClusterOptions memberTimeToLive(Duration time) {
        return with(
                new Times(
                        times.taskRetryInterval(),
                        times.lockLease(),
                        time,
                        times.connectTimeout(),
                        times.responseTimeout()));
    }

    /// Sets how long a connection may take to be made.
    ///
    /// @param time from a millisecond to 24 days; 5 s unless it is set
    /// @return changed options
    /// @throws IllegalArgumentException if it is shorter or longer
    public ClusterOptions connectTimeout(Duration time) {
        return with(
                new Times(
                        times.taskRetryInterval(),
                        times.lockLease(),
                        times.memberTimeToLive(),
                        time,
                        times.responseTimeout()));
    }

    /// Sets how long the server may take to answer a command.
    ///
    /// @param time from a millisecond to 24 days; 5 s unless it is set
    /// @return changed options
    /// @throws IllegalArgumentException if it is shorter or longer
    public ClusterOptions responseTimeout(Duration time) {
        return with(
                new Times(
                        times.taskRetryInterval(),
                        times.lockLease(),
                        times.memberTimeToLive(),
                        times.connectTimeout(),
                        time));
    }

    // ---- tasks
    // ---------------------------------------------------------------------------------------

    private ClusterOptions rules(UnaryOperator<TaskRules> change) {
        return with(new Tasks(change.apply(tasks.rules()), tasks.output(), tasks.shipClasses()));
    }

    /// Limits the time that a task, or an item of a `map`, may run, unless the task has a limit of its own.
    ///
    /// @param limit positive; none unless it is set
    /// @return changed options
    /// @throws IllegalArgumentException if it is zero or negative
    public ClusterOptions taskTimeout(Duration limit) {
        return rules(r ->
                new TaskRules(
                        Optional.of(limit), r.queueTimeout(), r.grace(), r.retries(), r.backlog()));
    }

    /// Limits the time that a task may wait for a worker, unless the task has a limit of its own.
    ///
    /// @param limit positive; none unless it is set, so that a task waits for the first worker that joins
    /// @return changed options
    /// @throws IllegalArgumentException if it is zero or negative
    public ClusterOptions queueTimeout(Duration limit) {
        return rules(r ->
                new TaskRules(
                        r.timeout(), Optional.of(limit), r.grace(), r.retries(), r.backlog()));
    }

    /// Sets how often a task is run again when its process or its whole machine dies, unless the task says so
    /// itself. With 0, the default, no task is ever begun twice.
    ///
    /// @param count at least 0
    /// @return changed options
    /// @throws IllegalArgumentException if it is negative
    public ClusterOptions retries(int count) {
        Retries.requireNotNegative(count);
        return rules(r ->
                new TaskRules(
                        r.timeout(),
                        r.queueTimeout(),
                        Grace.DEFAULT,
                        Retries.NONE.orMost(java.util.OptionalInt.of(count)),
                        r.backlog()));
    }

    /// Says where lines go that tasks of this member print on other machines. They come as they can: what is
    /// printed while the connection is down is lost.
    ///
    /// @param output [TaskOutput#inherit()] unless it is set
    /// @return changed options
    public ClusterOptions output(TaskOutput output) {
        Objects.requireNonNull(output, "output");
        return with(new Tasks(tasks.rules(), output, tasks.shipClasses()));
    }

    /// Sends the classes of tasks along: all of this program's class path that is not the JDK's and not
    /// Heddle's, once for each machine. Without it workers need the same class path, and say which class they
    /// miss.
    ///
    /// @return changed options
    public ClusterOptions shipClasses() {
        return with(new Tasks(tasks.rules(), tasks.output(), true));
    }

    // ---- what was said
    // -------------------------------------------------------------------------------

    /// Tells the name of the cluster.
    ///
    /// @return the name
    public String name() {
        return name;
    }

    /// Tells the name of this member.
    ///
    /// @return the name, empty if none was given
    public String memberName() {
        return memberName;
    }

    /// Tells whether a secret was given.
    ///
    /// @return true if so
    public boolean hasSecret() {
        return !secret.isEmpty();
    }

    /// Derives what the server is given as its password, and what a server that somebody else runs must have
    /// as its `requirepass`. Takes some tens of milliseconds.
    ///
    /// @return the token, as 64 hexadecimal digits
    /// @throws IllegalStateException if there is no secret
    public String token() {
        if (!hasSecret()) {
            throw new IllegalStateException("a cluster needs a secret: cluster=" + name);
        }
        String known = token;
        if (known.isEmpty()) {
            known = Token.derive(secret, name);
            token = known;
        }
        return known;
    }

    /// Tells what kind of server the addresses lead to.
    ///
    /// @return the kind
    public Servers servers() {
        return reach.servers();
    }

    /// Tells where the servers are.
    ///
    /// @return `host:port` of each; the loopback at the default port if nothing was said
    public List<String> addresses() {
        return reach.addresses().isEmpty()
                ? List.of(Address.loopback(DEFAULT_PORT).toString())
                : reach.addresses().stream().map(Address::toString).toList();
    }

    /// Tells whether [Cluster#join] starts a server where none answers.
    ///
    /// @return true if no server was named
    public boolean mayStartServer() {
        return reach.mayStart();
    }

    /// Tells under which name Sentinels watch the server.
    ///
    /// @return the name, empty without Sentinels
    public String sentinelMaster() {
        return reach.sentinelMaster();
    }

    /// Tells whether TLS is spoken.
    ///
    /// @return true if so
    public boolean isTls() {
        return reach.tls();
    }

    /// Tells what is trusted.
    ///
    /// @return the file; empty for what the JDK trusts
    public Optional<Store> trustStore() {
        return reach.trust();
    }

    /// Tells which certificate is shown.
    ///
    /// @return the file; empty if none is
    public Optional<Store> keyStore() {
        return reach.key();
    }

    /// Tells whether the network is trusted.
    ///
    /// @return true after [#trustedNetwork()]
    public boolean isTrustedNetwork() {
        return reach.trustedNetwork();
    }

    /// Tells after how much silence of a machine its tasks are taken from it.
    ///
    /// @return the time
    public Duration taskRetryInterval() {
        return times.taskRetryInterval();
    }

    /// Tells after how much silence of its holder a lock is free.
    ///
    /// @return the time
    public Duration lockLease() {
        return times.lockLease();
    }

    /// Tells after how much silence a member counts as gone.
    ///
    /// @return the time
    public Duration memberTimeToLive() {
        return times.memberTimeToLive();
    }

    /// Tells how long a connection may take to be made.
    ///
    /// @return the time
    public Duration connectTimeout() {
        return times.connectTimeout();
    }

    /// Tells how long the server may take to answer.
    ///
    /// @return the time
    public Duration responseTimeout() {
        return times.responseTimeout();
    }

    /// Tells what holds for tasks that say nothing else themselves.
    ///
    /// @return the rules
    public TaskRules taskRules() {
        return tasks.rules();
    }

    /// Tells where printed lines go.
    ///
    /// @return the output
    public TaskOutput output() {
        return tasks.output();
    }

    /// Tells whether classes are sent along.
    ///
    /// @return true after [#shipClasses()]
    public boolean shipsClasses() {
        return tasks.shipClasses();
    }

    @Override
    public String toString() {
        return "ClusterOptions[cluster=%s servers=%s %s tls=%s]"
                .formatted(name, reach.servers(), addresses(), reach.tls());
    }
}
