package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Which waits are a deadlock.
class WaitCycleTest {

    private static LockName lock(int number) {
        return new LockName(number, number, number);
    }

    private static WaitCycle.Node node(int number, boolean breakable, int wanted, int... held) {
        Map<LockName, String> locks = new LinkedHashMap<>();
        for (int one : held) {
            locks.put(lock(one), "somewhere");
        }
        return new WaitCycle.Node(number, 1, "p", "t", breakable, lock(wanted), "here", locks);
    }

    @Test
    void nobodyWaitsForNobody() {
        assertThat(WaitCycle.among(List.of())).isEmpty();
        assertThat(WaitCycle.among(List.of(node(1, true, 2, 3), node(2, true, 3, 4)))).isEmpty();
    }

    @Test
    void cycleIsFoundOnceWhereverTheSearchBeginsAndWithoutThoseWhoLeadThere() {
        WaitCycle.Node a = node(1, false, 20, 10);
        WaitCycle.Node b = node(2, false, 30, 20, 21);
        WaitCycle.Node c = node(3, false, 10, 30);
        WaitCycle.Node behind = node(4, true, 21, 40);
        for (List<WaitCycle.Node> order :
                List.of(List.of(a, b, c, behind), List.of(behind, c, a, b))) {
            List<WaitCycle> cycles = WaitCycle.among(order);
            assertThat(cycles).hasSize(1);
            assertThat(cycles.getFirst().nodes()).containsExactlyInAnyOrder(a, b, c);
            assertThat(cycles.getFirst().victim()).isNull();
            int ofA = cycles.getFirst().nodes().indexOf(a);
            assertThat(cycles.getFirst().holderFor(ofA)).isEqualTo(b);
        }
    }

    @Test
    void youngestOfThoseWhoMayGiveUpDoes() {
        WaitCycle.Node old = node(1, true, 20, 10);
        WaitCycle.Node younger = node(2, true, 30, 20);
        WaitCycle.Node youngest = node(3, false, 10, 30);
        WaitCycle cycle = WaitCycle.among(List.of(youngest, old, younger)).getFirst();
        assertThat(cycle.victim()).isEqualTo(younger);
    }

    @Test
    void lockThatTwoSeemToHoldProvesNothing() {
        WaitCycle.Node a = node(1, true, 20, 10);
        WaitCycle.Node b = node(2, true, 10, 20);
        WaitCycle.Node late = node(3, true, 50, 20);
        assertThat(WaitCycle.among(List.of(a, b))).hasSize(1);
        assertThat(WaitCycle.among(List.of(a, b, late))).isEmpty();
    }

    @Test
    void twoCyclesAreTwo() {
        List<WaitCycle> cycles =
                WaitCycle.among(
                        List.of(
                                node(1, true, 2, 1),
                                node(2, true, 1, 2),
                                node(3, true, 4, 3),
                                node(4, true, 3, 4)));
        assertThat(cycles).hasSize(2);
    }
}
