package io.heddle.testkit;

import io.heddle.Kind;
import io.heddle.TaskPool;

class ProcessPoolTest extends TaskPoolContract {

    @Override
    protected TaskPool open(int workers) {
        return TaskPool.processes(workers);
    }

    @Override
    protected Kind kind() {
        return Kind.PROCESS;
    }
}
