package io.heddle.cluster.internal.shared;

import io.heddle.TaskSerializationException;
import io.heddle.cluster.internal.link.Link;
import io.heddle.cluster.internal.link.Packing;
import io.heddle.spi.Codec;
import io.heddle.spi.Culprit;
import io.heddle.spi.FailureText;
import java.io.IOException;
import java.time.Duration;
import org.redisson.api.RedissonClient;

/// What the structures need to know of the cluster that they belong to.
final class Backing {

    private final Link link;
    private final Codec codec = Codec.jdk();

    Backing(Link link) {
        this.link = link;
    }

    RedissonClient client() {
        return link.client();
    }

    String cluster() {
        return link.options().name();
    }

    /// What all keys of a structure begin with.
    String key(String kind, String name) {
        return link.name(kind, name);
    }

    /// For how long what a process holds stays held when nothing is heard of it.
    Duration lease() {
        return link.options().lockLease();
    }

    /// How long a call may last, a server that is away included.
    Duration responseLimit() {
        return link.options().connectTimeout().plus(link.options().responseTimeout());
    }

    byte[] encode(Object value) {
        try {
            return Packing.pack(codec.encode(value));
        } catch (IOException | OutOfMemoryError e) {
            String path = Culprit.find(value).orElse("");
            throw new TaskSerializationException(
                    "a value cannot travel to another machine: value=%s %s; nothing was done. Pass what the other side needs to make its own"
                            .formatted(
                                    value.getClass().getName(),
                                    path.isEmpty() ? FailureText.of(e) : path),
                    path,
                    e);
        }
    }

    Object decode(byte[] bytes) {
        try {
            Object value = codec.decode(Packing.unpack(bytes));
            if (value == null) {
                throw new IOException("null is no value");
            }
            return value;
        } catch (IOException | ClassNotFoundException e) {
            throw new TaskSerializationException(
                    "a value that came from another machine cannot be read here: %s; all members need the same classes, and a filter that lets it through"
                            .formatted(FailureText.of(e)),
                    "",
                    e);
        }
    }
}
