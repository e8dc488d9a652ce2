package io.heddle.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DiceTest {

    private static List<Errand> errands(long seed, int customer) {
        ErrandDice dice =
                new ErrandDice(new SplittableRandom(seed), customer, List.of(ErrandKind.values()));
        return IntStream.range(0, 5_000).mapToObj(_ -> dice.next()).toList();
    }

    private static List<Strike> strikes(long seed) {
        SplittableRandom dice = new SplittableRandom(seed);
        return IntStream.range(0, 5_000).mapToObj(_ -> Strike.of(dice, 1e8)).toList();
    }

    @Test
    void sameSeedDecidesTheSame() {
        assertThat(errands(1, 0)).isEqualTo(errands(1, 0)).isNotEqualTo(errands(2, 0));
        assertThat(strikes(1)).isEqualTo(strikes(1)).isNotEqualTo(strikes(2));
    }

    @Test
    void everyKindPhaseAndWeaponComes() {
        assertThat(errands(3, 0)).extracting(Errand::kind).contains(ErrandKind.values());
        assertThat(strikes(3)).extracting(Strike::phase).contains(Phase.values());
        assertThat(strikes(3)).extracting(Strike::weapon).contains(Weapon.values());
        assertThat(strikes(3)).extracting(Strike::all).contains(true, false);
    }

    @Test
    void noTwoRunsHaveTheSameNumber() {
        Set<Long> numbers = new HashSet<>();
        for (int customer = 0; customer < 3; customer++) {
            for (Errand errand : errands(4, customer)) {
                for (int i = 0; i < errand.kind().runs(errand.size()); i++) {
                    assertThat(numbers.add(errand.number() + i)).isTrue();
                }
            }
        }
    }
}
