package io.heddle.examples;

// tag::hello[]
import io.heddle.TaskFuture;
import io.heddle.TaskPool;
import java.util.List;

/// The first program of the tutorial.
public final class Hello {
    public static void main(String[] arguments) throws Exception {
        try (TaskPool pool = TaskPool.processes(2)) {
            TaskFuture<Long> there = pool.submit(() -> ProcessHandle.current().pid());
            System.out.println("this program is pid " + ProcessHandle.current().pid());
            System.out.println("its task ran in pid " + there.get());

            List<String> words = List.of("warp", "weft", "shuttle");
            System.out.println("lengths: " + pool.map(word -> word.length(), words));
        }
    }
}
// end::hello[]
