package io.heddle.internal.os;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Signal;
import io.heddle.Signals.Registration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Others who hear signals in the same process by the JDK's own means.
class SignalHandlersTest {

    private final JvmSignals jvm = JvmSignals.here();

    private final Object theirs = jvm.handler(() -> {});
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
}
