package io.heddle.stress.cluster;

import io.heddle.cluster.Cluster;
import io.heddle.cluster.ClusterLock;
import io.heddle.cluster.ClusterOptions;
import io.heddle.cluster.ClusterWorker;
import io.heddle.cluster.LeaseLostException;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// The machine behind the cable: a worker with one process, and a program that holds a lock. Reads a word from each
/// line of its input: `unlock` or `end`.
final class FarSide {

    static final String LOCK = "held by the far side";

    private FarSide() {}

    static void main(String[] arguments) throws Exception {
        Role.silenceClient();
        ClusterOptions options =
                PartitionStory.options().server(arguments[0]).trustedNetwork().memberName("far");
        try (ClusterWorker _ =
                        ClusterWorker.start(
                                options, 1, "", line -> System.out.println("# " + line));
                Cluster cluster = Cluster.join(options.memberName("far-holder"));
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            ClusterLock lock = cluster.lock(LOCK);
            lock.lock();
            System.out.println("locked");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals("unlock")) {
                    System.out.println(unlock(lock));
                } else {
                    break;
                }
            }
        }
        System.exit(0);
    }

    private static String unlock(ClusterLock lock) {
        try {
            lock.unlock();
            return "unlocked";
        } catch (LeaseLostException e) {
            return "lease lost";
        }
    }
}
