package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Kind;
import io.heddle.Strand;
import io.heddle.Task;
import org.junit.jupiter.api.Test;

class ThreadStrandTest extends LocalStrandContract {

    @Override
    protected <T> Strand<T> build(String name, Task<T> task) {
        return Strand.ofThread().name(name).unstarted(task);
    }

    @Override
    protected Strand.Builder builder() {
        return Strand.ofThread();
    }

    @Override
    protected Kind kind() {
        return Kind.THREAD;
    }

    @Test
    void strandsOfThreadsAreDaemonsOnlyIfTheyAreTold() {
        assertThat(Strand.ofThread().unstarted(() -> 1).isDaemon()).isFalse();
        assertThat(Strand.ofThread().daemon(true).unstarted(() -> 1).isDaemon()).isTrue();
    }

    @Test
    void builderTakesTasksAndActions() throws Exception {
        Strand<Integer> task = Strand.ofThread().start(() -> 42);
        Strand<Void> action = Strand.ofThread().start(() -> Thread.sleep(0));

        assertThat(task.get()).isEqualTo(42);
        assertThat(action.get()).isNull();
        task.join();
        action.join();
    }
}
