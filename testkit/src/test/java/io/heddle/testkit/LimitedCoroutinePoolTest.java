package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Kind;
import io.heddle.TaskPool;
import java.util.Set;
import org.junit.jupiter.api.Test;

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

    @Test
    void whatNeedsWorkersIsSkipped() {
        assertThat(skipped()).containsExactly("pictureShowsTheWorkersAndTheirTasks");
    }
}
