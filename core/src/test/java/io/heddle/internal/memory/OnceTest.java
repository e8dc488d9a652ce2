package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.HeddleException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OnceTest {

    @Test
    void eachWhoNeedsItIsToldWhyItCannotBeMadeUntilItCan() {
        AtomicInteger attempts = new AtomicInteger();
        Once<Integer> once =
                new Once<>(() -> {
                    if (attempts.incrementAndGet() < 3) {
                        throw new HeddleException("no pipe");
                    }
                    return attempts.get();
                });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(once::get).isInstanceOf(HeddleException.class).hasMessage("no pipe");
        }
        assertThat(once.get()).isEqualTo(3);
        assertThat(once.get()).isEqualTo(3);
    }
}
