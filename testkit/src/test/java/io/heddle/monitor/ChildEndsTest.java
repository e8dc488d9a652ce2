package io.heddle.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.StrandStatus;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What is asked of the JDK about children, and what of it is kept.
class ChildEndsTest {

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<Error> refusal = new AtomicReference<>();
    private final AtomicReference<CompletableFuture<ProcessHandle>> end =
            new AtomicReference<>(new CompletableFuture<>());
    private final ProcessHandle child =
            (ProcessHandle)
                    Proxy.newProxyInstance(
                            ProcessHandle.class.getClassLoader(),
                            new Class<?>[] {ProcessHandle.class},
                            (self, method, arguments) ->
                                    switch (method.getName()) {
                                        case "equals" -> arguments[0] == self;
                                        case "hashCode" -> 7;
                                        case "onExit" -> onExit();
                                        default -> "a child";
                                    });

    private CompletableFuture<ProcessHandle> onExit() {
        asked.incrementAndGet();
        if (refusal.get() != null) {
            throw refusal.get();
        }
        return end.get();
    }

    private ProcessWatch watch() {
        ProcessWatch watch = new ProcessWatch(7, () -> StrandStatus.WAITING);
        ChildEnds.tell(child, watch);
        return watch;
    }

    private static void assertTold(ProcessWatch watch) {
        assertThat(watch.stream().map(ProcessChange::status)).containsExactly(StrandStatus.ENDED);
    }

    @Test
    void jdkIsAskedOnceForAChildHoweverManyWatchIt() {
        List<ProcessWatch> watches = List.of(watch(), watch(), watch());
        assertThat(asked).hasValue(1);
        end.get().complete(child);
        watches.forEach(ChildEndsTest::assertTold);
    }

    @Test
    void childThatHasEndedIsForgotten() {
        ProcessWatch first = watch();
        end.getAndSet(new CompletableFuture<>()).complete(child);
        assertTold(first);
        ProcessWatch second = watch();
        assertThat(asked).hasValue(2);
        end.get().complete(child);
        assertTold(second);
    }

    @Test
    void childThatCouldNotBeAskedAboutIsAskedAboutTheNextTime() {
        refusal.set(new OutOfMemoryError("no thread"));
        assertThatThrownBy(this::watch).isSameAs(refusal.get());
        refusal.set(null);
        ProcessWatch next = watch();
        assertThat(asked).hasValue(2);
        end.get().complete(child);
        assertTold(next);
    }
}
