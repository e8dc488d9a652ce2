package io.heddle.cluster;

import io.heddle.Kind;
import io.heddle.TaskPool;
import io.heddle.testkit.Capability;
import io.heddle.testkit.TaskPoolContract;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// What holds for every pool, on a worker that is a process of its own.
class ClusterPoolTest extends TaskPoolContract {

    private static final int WORKERS = 4;

    private static TestServer server;
    private static WorkerProgram.Started worker;
    private static Cluster cluster;

    @BeforeAll
    static void join() throws Exception {
        server = TestServer.startFor(Invitation.secret());
        worker = WorkerProgram.start(server.port(), "contract", WORKERS);
        cluster = Cluster.join(WorkerProgram.options(server.port()));
    }

    @AfterAll
    static void leave() throws Exception {
        cluster.close();
        worker.end();
        server.close();
    }

    @Override
    protected TaskPool open(int workers) {
        TaskPool pool = cluster.pool();
        pool.resize(workers);
        return pool;
    }

    @Override
    protected Kind kind() {
        return Kind.PROCESS;
    }

    /// The workers belong to the cluster, and are shown as its members.
    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.BESIDE, Capability.QUEUE);
    }

    @Override
    protected Set<ProcessHandle> residents() {
        return Set.of(server.process().toHandle(), worker.process().toHandle());
    }
}
