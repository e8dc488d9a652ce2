package io.heddle.internal.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.Signal;
import io.heddle.Signals.Registration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Others who hear signals in the same process by the JDK's own means.
class SignalHandlersTest {

    private final JvmSignals jvm = JvmSignals.here();

    private final AtomicInteger heard = new AtomicInteger();
    private final Object theirs = jvm.handler(heard::incrementAndGet);
    private final Object before = jvm.install(Signal.WINCH, theirs);

    @AfterEach
    void putBack() {
        jvm.install(Signal.WINCH, before);
    }

    private Object current() {
        return jvm.install(Signal.WINCH, theirs);
    }

    @Test
    void handlerOfSomebodyElseIsBackAfterOurLast() {
        Registration first = SignalHandlers.add(Signal.WINCH, () -> {});
        Registration second = SignalHandlers.add(Signal.WINCH, () -> {});
        first.close();
        second.close();
        assertThat(current()).isSameAs(theirs);
    }

    @Test
    void handlerThatSomebodyElseInstalledAfterOursStays() {
        Object later = jvm.handler(() -> {});
        Registration ours = SignalHandlers.add(Signal.WINCH, () -> {});
        Object our = jvm.install(Signal.WINCH, later);
        assertThat(our).isNotIn(theirs, later).hasToString("Heddle's handler");
        ours.close();
        assertThat(current()).isSameAs(later);
    }

    private void assertTheirsHears(int times) {
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(heard).hasValue(times));
    }

    @Test
    void whatWasBeforeOursHearsAgainThoughSomebodyElsePutsOursBack() {
        Registration ours = SignalHandlers.add(Signal.WINCH, () -> {});
        Object our = jvm.install(Signal.WINCH, jvm.handler(() -> {}));
        ours.close();
        jvm.install(Signal.WINCH, our); // who came later goes, and leaves what was found

        assertThat(jvm.raise(Signal.WINCH)).isTrue();

        assertTheirsHears(1);
        SignalHandlers.add(Signal.WINCH, () -> {}).close();
        assertThat(jvm.raise(Signal.WINCH)).isTrue();
        assertTheirsHears(2);
        assertThat(current()).isSameAs(theirs);
    }

    @Test
    void eachKnowsWhatItHasReplacedThoughOursCameAgainMeanwhile() {
        Registration first = SignalHandlers.add(Signal.WINCH, () -> {});
        Object our = jvm.install(Signal.WINCH, jvm.handler(() -> {}));
        first.close();
        Registration second = SignalHandlers.add(Signal.WINCH, () -> {});
        jvm.install(Signal.WINCH, our);
        second.close();
        assertThat(current()).isSameAs(our);

        jvm.install(Signal.WINCH, our);
        assertThat(jvm.raise(Signal.WINCH)).isTrue();

        assertTheirsHears(1);
    }

    @Test
    void handlerThatWasCalledFromTheOneInstalledAfterItCallsTheOneBefore() {
        Registration ours = SignalHandlers.add(Signal.WINCH, () -> {});
        AtomicReference<Object> our = new AtomicReference<>();
        Object later = jvm.handler(() -> jvm.call(Signal.WINCH, our.get()));
        our.set(jvm.install(Signal.WINCH, later));
        ours.close();

        assertThat(jvm.raise(Signal.WINCH)).isTrue();

        assertTheirsHears(1);
        assertThat(current()).isSameAs(later);
    }

    @Test
    void signalThatArrivesWhileTheLastHandlerIsClosedDoesWhatItDidBefore() throws Exception {
        Registration ours = SignalHandlers.add(Signal.WINCH, () -> {});
        Object our = jvm.install(Signal.WINCH, jvm.handler(() -> {}));
        jvm.install(Signal.WINCH, our);
        ours.close();

        jvm.call(Signal.WINCH, our); // the JDK had looked before it was closed

        assertTheirsHears(1);
    }

    @Test
    void signalThatCameWhileTheLastHandlerWasBusyDoesWhatItDidBeforeOnceThatIsClosed()
            throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Registration ours =
                SignalHandlers.add(
                        Signal.WINCH,
                        () -> {
                            busy.countDown();
                            awaitUnlessInterrupted(release);
                        });
        Object our = jvm.install(Signal.WINCH, theirs);
        jvm.install(Signal.WINCH, our);
        jvm.call(Signal.WINCH, our);
        assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
        jvm.call(Signal.WINCH, our);
        jvm.call(Signal.WINCH, our);
        ours.close();
        assertThat(heard).hasValue(0);

        release.countDown();

        assertTheirsHears(1);
        assertThat(current()).isSameAs(theirs);
    }

    private static void awaitUnlessInterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"put back", "on its way"})
    void signalThatReachesOursAfterItsEndDoesTheSystemsAction(String how) throws Exception {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Lost.class.getName(),
                                how)
                        .redirectErrorStream(true)
                        .start();
        try {
            assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isEqualTo(128 + Signal.USR1.number());
        } finally {
            child.destroyForcibly();
        }
    }

    /// Gets a signal that nobody hears any more.
    static final class Lost {

        private Lost() {}

        public static void main(String[] arguments) throws InterruptedException {
            JvmSignals jvm = JvmSignals.here();
            Registration ours = SignalHandlers.add(Signal.USR1, () -> {});
            Object our = jvm.install(Signal.USR1, jvm.handler(() -> {}));
            if (arguments[0].equals("put back")) { // by somebody who had found it there
                ours.close();
                jvm.install(Signal.USR1, our);
                var _ = jvm.raise(Signal.USR1);
            } else { // the JDK had looked before it was closed
                jvm.install(Signal.USR1, our);
                ours.close();
                jvm.call(Signal.USR1, our);
            }
            new CountDownLatch(1).await();
        }
    }
}
