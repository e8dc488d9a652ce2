package io.heddle.testkit;

import io.heddle.Kind;
import io.heddle.TaskPool;

class InlinePoolTest extends TaskPoolContract {

    @Override
    protected TaskPool open(int workers) {
        return TaskPool.inline();
    }

    @Override
    protected Kind kind() {
        return Kind.INLINE;
    }
}
