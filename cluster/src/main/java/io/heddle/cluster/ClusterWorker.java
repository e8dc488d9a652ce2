package io.heddle.cluster;

import io.heddle.cluster.internal.pool.Workplace;
import io.heddle.spi.PoolSpec;
import java.util.Objects;
import java.util.function.Consumer;

/// Makes this machine a worker of a cluster: tasks of [Cluster#pool()] run in processes of its own.
///
/// ```java
/// try (ClusterWorker worker = ClusterWorker.start(ClusterOptions.named("squares").secret("abc"), 4)) {
///     worker.leave(); // when it is time
/// }
/// ```
///
/// The command `heddle worker` does just that. Processes have the class path of this program.
///
/// ## Lifecycle
///
/// Whoever started it closes. When the server dies it waits for the next one, answers in hand.
///
/// ## If a process dies
///
/// If a process of this machine dies, its task fails with [io.heddle.WorkerDiedException], or is run again as its
/// `retries` say. If this program dies or falls silent, the same becomes of all its tasks after
/// [ClusterOptions#taskRetryInterval]. If it is only frozen, its processes may finish meanwhile what others
/// have begun again: what may be retried should do no harm twice.
public final class ClusterWorker implements AutoCloseable {

    private final Cluster cluster;
    private final Workplace place;

    private ClusterWorker(Cluster cluster, Workplace place) {
        this.cluster = cluster;
        this.place = place;
    }

    /// Joins, and begins to take tasks.
    ///
    /// @param options which cluster
    /// @param workers how many tasks it runs at once, at least 1
    /// @return the worker; close it
    /// @throws IllegalArgumentException if `workers` is less than 1, or as by [Cluster#join]
    /// @throws ClusterUnavailableException as by [Cluster#join]
    public static ClusterWorker start(ClusterOptions options, int workers) {
        return start(options, workers, "", line -> {});
    }

    /// Joins, and begins to take tasks.
    ///
    /// @param options which cluster
    /// @param workers how many tasks it runs at once, at least 1
    /// @param classPath where the classes of tasks are found beside this program's own class path, in the form of
    ///     one; empty for nowhere
    /// @param log takes a line for each task that ends here; called by any thread
    /// @return the worker; close it
    /// @throws IllegalArgumentException if `workers` is less than 1, or as by [Cluster#join]
    /// @throws ClusterUnavailableException as by [Cluster#join]
    public static ClusterWorker start(
            ClusterOptions options, int workers, String classPath, Consumer<String> log) {
        PoolSpec.requireWorkers(workers);
        Objects.requireNonNull(log, "log");
        Cluster cluster = Cluster.join(options, workers);
        try {
            Workplace place =
                    new Workplace(cluster.link(), cluster.self().name(), workers, classPath, log);
            return new ClusterWorker(cluster, place);
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    /// Tells which member of the cluster it is.
    ///
    /// @return the member
    public ClusterMember member() {
        return cluster.self();
    }

    /// Tells how many tasks it has just now.
    ///
    /// @return their number
    public int busy() {
        return place.busy();
    }

    /// Leaves politely: takes no more tasks, gives those back that it has not begun, and waits for the others.
    /// Close it afterwards.
    ///
    /// @throws InterruptedException if interrupted while waiting; no more tasks are taken all the same
    public void leave() throws InterruptedException {
        place.leave();
    }

    /// Leaves at once: what runs is ended. It is run again elsewhere, or fails with
    /// [io.heddle.WorkerDiedException], as its `retries` say.
    @Override
    public void close() {
        place.close();
        cluster.close();
    }
}
