package io.heddle.testkit;

import io.heddle.Kind;
import io.heddle.TaskPool;
import java.util.Set;

class LimitedCoroutinePoolTest extends TaskPoolContract {

    @Override
    protected TaskPool open(int workers) {
        return TaskPool.coroutines(workers);
    }

    @Override
    protected Kind kind() {
        return Kind.COROUTINE;
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.BESIDE, Capability.DETACH, Capability.QUEUE);
    }
}
