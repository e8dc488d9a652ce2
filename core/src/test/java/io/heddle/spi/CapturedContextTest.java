package io.heddle.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.TaskContext;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What goes around a task leaves it what it is.
class CapturedContextTest {

    private static CapturedContext captured() {
        return TaskContext.current().with("request", "r1").call(CapturedContext::now);
    }

    @Test
    void withoutAnythingToCarryWorkStaysAsItIs() {
        Work<Integer> work = Work.of(() -> 1);

        assertThat(CapturedContext.now().around(work)).isSameAs(work);
    }

    @Test
    void chunkStaysMadeOfItsItems() throws Exception {
        Chunk chunk = new Chunk(n -> TaskContext.current().values(), 7, new Object[] {"a", "b"});
        List<Long> begun = new ArrayList<>();

        Object body = captured().around(Work.of(chunk)).body();
        ChunkResult result = (ChunkResult) ((Itemized) body).call(0, begun::add);

        assertThat(begun).containsExactly(7L, 8L, 9L);
        assertThat(result.results()[0]).hasToString("{request=r1}");
        assertThat(CapturedContext.bodyOf(body)).isSameAs(chunk);
    }
}
