package io.heddle.testkit;

import io.heddle.Kind;
import io.heddle.TaskPool;

class ThreadPoolTest extends TaskPoolContract {

    @Override
    protected TaskPool open(int workers) {
        return TaskPool.threads(workers);
    }

    @Override
    protected Kind kind() {
        return Kind.THREAD;
    }
}
