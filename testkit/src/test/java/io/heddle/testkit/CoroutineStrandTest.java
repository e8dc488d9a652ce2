package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.heddle.Kind;
import io.heddle.Strand;
import io.heddle.Task;
import org.junit.jupiter.api.Test;

class CoroutineStrandTest extends LocalStrandContract {

    @Override
    protected <T> Strand<T> build(String name, Task<T> task) {
        return Strand.ofCoroutine().name(name).unstarted(task);
    }

    @Override
    protected Strand.Builder builder() {
        return Strand.ofCoroutine();
    }

    @Override
    protected Kind kind() {
        return Kind.COROUTINE;
    }

    @Test
    void coroutinesAreAlwaysDaemons() {
        assertThat(Strand.ofCoroutine().daemon(true).unstarted(() -> 1).isDaemon()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Strand.ofCoroutine().daemon(false))
                .withMessageContaining("daemon=false");
    }

    @Test
    void coroutinesRunInVirtualThreads() throws Exception {
        Strand<Boolean> strand =
                Strand.ofCoroutine().start(() -> Thread.currentThread().isVirtual());

        assertThat(strand.get()).isTrue();
        strand.join();
    }
}
