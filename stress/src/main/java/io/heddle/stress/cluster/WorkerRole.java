package io.heddle.stress.cluster;

import io.heddle.Signal;
import io.heddle.Signals;
import io.heddle.cluster.ClusterWorker;
import io.heddle.stress.cluster.Diary.Verb;

/// A worker of the cluster; TERM lets it finish what it has and leave, as `heddle worker` does.
final class WorkerRole extends Role {

    private static final int PROCESSES = 2;

    private WorkerRole(String[] arguments) {
        super(arguments);
    }

    static void main(String[] arguments) throws Exception {
        new WorkerRole(arguments).run();
    }

    @Override
    void play() throws InterruptedException {
        try (var _ = Signals.on(Signal.TERM, ending::countDown);
                ClusterWorker worker = ClusterWorker.start(options, PROCESSES)) {
            diary.note(Verb.READY);
            ending.await();
            worker.leave();
        }
    }
}
