package io.heddle.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatienceTest {

    private static final long NANOS = 20_000_000;

    private static boolean looksNow(Patience patience) {
        patience.begin();
        return patience.lasts();
    }

    private static void waitShortly(Patience patience) {
        patience.begin();
        patience.end();
    }

    private static void waitLong(Patience patience) {
        patience.begin();
        for (long begin = System.nanoTime(); System.nanoTime() - begin < NANOS; ) {
            Thread.onSpinWait();
        }
        patience.end();
    }

    /// Any of these may happen to be long on a busy machine, which begins anew.
    private static void expectMuch(Patience patience) {
        for (int i = 0; i < 1_000_000 && !looksNow(patience); i++) {
            waitShortly(patience);
        }
        assertThat(looksNow(patience)).isTrue();
    }

    @Test
    void nobodyLooksBeforeManyWaitsWereShort() {
        Patience patience = new Patience(NANOS);
        assertThat(looksNow(patience)).isFalse();
        for (int i = 0; i < 10; i++) {
            waitShortly(patience);
        }
        assertThat(looksNow(patience)).isFalse();

        expectMuch(patience);
    }

    @Test
    void oneLongWaitEndsIt() {
        Patience patience = new Patience(NANOS);
        expectMuch(patience);

        waitLong(patience);

        assertThat(looksNow(patience)).isFalse();
    }

    @Test
    void lookingHasAnEnd() {
        Patience patience = new Patience(NANOS);
        expectMuch(patience);

        patience.begin();
        int looks = 0;
        while (patience.lasts() && looks < Integer.MAX_VALUE) {
            looks++;
        }

        assertThat(looks).isLessThan(Integer.MAX_VALUE);
    }

    @Test
    void withoutPatienceNobodyLooks() {
        Patience none = new Patience(0);
        for (int i = 0; i < 1_000; i++) {
            waitShortly(none);
        }
        assertThat(looksNow(none)).isFalse();
    }
}
