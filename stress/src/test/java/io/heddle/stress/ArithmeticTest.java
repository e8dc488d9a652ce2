package io.heddle.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArithmeticTest {

    @Test
    void jumpComesToWhereTheWalkEnds() {
        for (int steps : new int[] {0, 1, 2, 3, 17, 1_000, 65_537}) {
            assertThat(Arithmetic.jump(42, steps)).isEqualTo(Arithmetic.walk(42, steps));
        }
    }

    @Test
    void oneByteThatIsWrongIsSeen() {
        byte[] bytes = Arithmetic.bytes(7, 100_000);
        assertThat(Arithmetic.isMadeOf(7, 100_000, bytes)).isTrue();
        assertThat(Arithmetic.isMadeOf(7, 100_001, bytes)).isFalse();
        assertThat(Arithmetic.isMadeOf(8, 100_000, bytes)).isFalse();

        bytes[99_999]++;

        assertThat(Arithmetic.isMadeOf(7, 100_000, bytes)).isFalse();
    }
}
