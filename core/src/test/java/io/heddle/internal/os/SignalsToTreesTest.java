package io.heddle.internal.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.HeddleException;
import io.heddle.Signal;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Trees that grow while they are signalled.
class SignalsToTreesTest {

    private final List<String> sent = new ArrayList<>();
    private final List<ProcessHandle> members = new ArrayList<>();

    private void addMember() {
        String name = "p" + members.size();
        members.add(
                (ProcessHandle)
                        Proxy.newProxyInstance(
                                ProcessHandle.class.getClassLoader(),
                                new Class<?>[] {ProcessHandle.class},
                                (self, method, arguments) ->
                                        switch (method.getName()) {
                                            case "equals" -> arguments[0] == self;
                                            case "hashCode" -> name.hashCode();
                                            default -> name;
                                        }));
    }

    private boolean send(ProcessHandle process, Signal signal) {
        sent.add(signal + " " + process);
        return true;
    }

    @Test
    @Tag("fault-59")
    void treeThatGrowsFasterThanItIsSignalledIsSaidToDoSo() {
        for (Signal signal : List.of(Signal.TERM, Signal.KILL)) {
            assertThatThrownBy(() -> Signals.sendAll(signal, 7, this::moreAndMore, this::send))
                    .isInstanceOf(HeddleException.class)
                    .hasMessageContaining("signal=" + signal + " pid=7")
                    .hasMessageContaining("faster than they are signalled: sent=");
            assertThat(sent).contains(signal + " p0", signal + " p49");
        }
    }

    private List<ProcessHandle> moreAndMore() {
        addMember();
        return List.copyOf(members);
    }

    @Test
    void treeIsStoppedBeforeItIsKilled() {
        addMember();
        int all =
                Signals.sendAll(
                        Signal.KILL,
                        7,
                        () -> members.size() < 3 ? moreAndMore() : List.copyOf(members),
                        this::send);
        assertThat(all).isEqualTo(3);
        assertThat(sent)
                .containsExactly("STOP p0", "STOP p1", "STOP p2", "KILL p0", "KILL p1", "KILL p2");
    }

    @Test
    void whoHasBeenStoppedIsKilledThoughNobodyCanLookAnyMore() {
        addMember();
        assertThatThrownBy(() -> Signals.sendAll(Signal.KILL, 7, this::onlyOnce, this::send))
                .isInstanceOf(HeddleException.class)
                .hasMessage("cannot look");
        assertThat(sent).containsExactly("STOP p0", "KILL p0");
    }

    @Test
    void eachRefusalIsToldAndKeepsTheSignalFromNobodyElse() {
        addMember();
        addMember();
        addMember();
        assertThatThrownBy(() ->
                        Signals.sendAll(
                                Signal.TERM, 7, () -> List.copyOf(members), this::sendToTheLast))
                .isInstanceOf(HeddleException.class)
                .hasMessage("p0 refuses")
                .satisfies(e ->
                        assertThat(e.getSuppressed())
                                .extracting(Throwable::getMessage)
                                .containsExactly("p1 refuses"));
        assertThat(sent).containsExactly("TERM p2");
    }

    private boolean sendToTheLast(ProcessHandle process, Signal signal) {
        if (!process.equals(members.getLast())) {
            throw new HeddleException(process + " refuses");
        }
        return send(process, signal);
    }

    private List<ProcessHandle> onlyOnce() {
        if (!sent.isEmpty()) {
            throw new HeddleException("cannot look");
        }
        return List.copyOf(members);
    }
}
