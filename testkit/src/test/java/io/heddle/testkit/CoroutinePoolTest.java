package io.heddle.testkit;

import io.heddle.Kind;
import io.heddle.TaskPool;

class CoroutinePoolTest extends TaskPoolContract {

    @Override
    protected TaskPool open(int workers) {
        return TaskPool.coroutines();
    }

    @Override
    protected Kind kind() {
        return Kind.COROUTINE;
    }
}
