package io.heddle.cluster.internal.shared;

import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;

/// What travels in place of a structure: where it comes to, it becomes the structure of that name there.
///
/// @param cluster the name of the cluster
/// @param kind which structure it is
/// @param name its name
/// @param number what was said when it was opened; 0 if nothing
record Reference(String cluster, String kind, String name, long number) implements Serializable {

    @Serial
    Object readResolve() throws InvalidObjectException {
        Workshop there = Joined.find(cluster, kind + ":" + name);
        return switch (kind) {
            case "queue" -> there.queue(name, null);
            case "acknowledged" -> there.acknowledgedQueue(name, null, 0);
            case "lock" -> there.lock(name);
            case "semaphore" -> there.semaphore(name, Math.toIntExact(number));
            case "latch" -> there.latch(name, number);
            case "barrier" -> there.barrier(name, Math.toIntExact(number));
            case "event" -> there.event(name);
            case "map" -> there.map(name);
            case "counter" -> there.counter(name);
            case "topic" -> there.topic(name);
            default ->
                    throw new InvalidObjectException(
                            "a reference to an unknown structure: kind=" + kind);
        };
    }
}
