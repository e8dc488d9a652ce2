package io.heddle.examples;

import io.heddle.TaskPool;
import io.heddle.cluster.Cluster;
import io.heddle.cluster.ClusterOptions;
import io.heddle.cluster.ClusterWorker;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Hands squares out, and waits for workers to come.
public final class SquaresMaster {

    private SquaresMaster() {}

    /// Prints the squares.
    ///
    /// @param arguments the port of the server, 5701 if left out
    /// @throws InterruptedException if interrupted while waiting
    /// @throws ExecutionException if a task failed
    public static void main(String[] arguments) throws InterruptedException, ExecutionException {
        System.out.println(squares(arguments.length == 0 ? 5701 : Integer.parseInt(arguments[0])));
    }

    static List<Integer> squares(int port) throws InterruptedException, ExecutionException {
        // tag::master[]
        ClusterOptions options = ClusterOptions.named("squares").secret("abc").port(port);
        try (Cluster cluster = Cluster.join(options);
                TaskPool pool = cluster.pool()) {
            return pool.map(n -> n * n, List.of(1, 2, 3, 4, 5));
        }
        // end::master[]
    }

    static List<Integer> squaresWithAWorkerHere(int port)
            throws InterruptedException, ExecutionException {
        // tag::worker[]
        ClusterOptions options = ClusterOptions.named("squares").secret("abc").port(port);
        try (ClusterWorker worker = ClusterWorker.start(options, 2)) {
            List<Integer> squares = squares(port);
            worker.leave(); // finishes what it has
            return squares;
        }
        // end::worker[]
    }
}
