package io.heddle.cluster.internal.shared;

import io.heddle.HeddleException;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What all structures have in common: a name, keys at the server that begin with it, and ways to call and to wait.
class Structure implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    private final transient Workshop workshop;
    private final transient String kind;
    private final transient String name;
    private final transient String prefix;
    private final transient Once once;

    /// Makes one.
    ///
    /// @param kind what it is, as part of its keys
    Structure(Workshop workshop, String kind, String name) {
        this.workshop = workshop;
        this.kind = kind;
        this.name = name;
        this.prefix = workshop.backing().key(kind, name);
        long longest = workshop.backing().responseLimit().toMillis();
        this.once = new Once(workshop.calls(), prefix, 60_000 + 6 * longest);
    }

    final String name() {
        return name;
    }

    final Workshop workshop() {
        return workshop;
    }

    final Backing backing() {
        return workshop.backing();
    }

    /// The key of a part of it.
    final String key(String part) {
        return prefix + ":" + part;
    }

    final Once once() {
        return once;
    }

    /// Calls a script that does the same when it runs twice.
    final Answer ask(String script, List<String> keys, Object... values) {
        return workshop.calls().ask(script, keys, values);
    }

    final long leaseMillis() {
        return Math.max(1, backing().lease().toMillis());
    }

    final Duration lease() {
        return backing().lease();
    }

    final <T> @Nullable T await(String channel, Limit limit, Bells.Attempt<T> attempt)
            throws InterruptedException {
        return workshop.bells().await(channel, limit, attempt);
    }

    /// Says a number about the structure that all its users must agree on; the first one decides.
    final void agree(String what, long number) {
        String script =
                """
                redis.call('SET', KEYS[1], ARGV[1], 'NX')
                return {redis.call('GET', KEYS[1])}
                """;
        requireSame(kind, name, what, ask(script, List.of(key(what)), number).number(0), number);
    }

    static void requireSame(String kind, String name, String what, long agreed, long number) {
        if (agreed != number) {
            throw new HeddleException(
                    "a %s of this name is there with another number: name=%s %s=%d wanted=%d; all its users must say the same"
                            .formatted(kind, name, what, agreed, number));
        }
    }

    /// What travels in its place.
    Reference reference() {
        return new Reference(backing().cluster(), kind, name, number());
    }

    /// What its users say when they open it, besides the name; 0 if nothing.
    long number() {
        return 0;
    }

    @Serial
    final Object writeReplace() {
        return reference();
    }

    @Override
    public String toString() {
        return "%s[name=%s cluster=%s]".formatted(kind, name, backing().cluster());
    }
}
