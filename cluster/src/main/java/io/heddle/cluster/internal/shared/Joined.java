package io.heddle.cluster.internal.shared;

import io.heddle.HeddleException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// The clusters that this process has joined, for references that come to it.
final class Joined {

    /// The one that was joined first is the one that references find.
    private static final List<Workshop> WORKSHOPS = new CopyOnWriteArrayList<>();

    private Joined() {}

    static void add(Workshop workshop) {
        WORKSHOPS.add(workshop);
    }

    static void remove(Workshop workshop) {
        WORKSHOPS.remove(workshop);
    }

    static Workshop find(String cluster, String what) {
        for (Workshop workshop : WORKSHOPS) {
            if (workshop.backing().cluster().equals(cluster)) {
                return workshop;
            }
        }
        throw new HeddleException(
                "a reference to something of a cluster came to a process that has not joined it: cluster=%s reference=%s; join it there first"
                        .formatted(cluster, what));
    }
}
