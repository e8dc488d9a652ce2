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

    /// How many waits it takes until it looks again. Long ones on a busy machine only make them more.
    private static int waitsUntilItLooks(Patience patience) {
        int waits = 0;
        while (!looksNow(patience)) {
            waitShortly(patience);
            waits++;
        }
        return waits;
    }

    @Test
    void eachLookInVainMakesTheNextOneRarer() {
        Patience patience = new Patience(NANOS);
        expectMuch(patience);
        waitLong(patience);

        int once = waitsUntilItLooks(patience);
        waitLong(patience);
        int twice = waitsUntilItLooks(patience);

        assertThat(once).isGreaterThanOrEqualTo(128);
        assertThat(twice).isGreaterThanOrEqualTo(256);
    }

    @Test
    void looksThatHelpMakeUpForThoseInVain() {
        Patience patience = new Patience(NANOS);
        expectMuch(patience);
        waitLong(patience);
        expectMuch(patience);
        for (int i = 0; i < 1_000; i++) {
            waitShortly(patience);
        }
        waitLong(patience); // doubles what was small again

        assertThat(leastWaitsUntilItLooks(patience)).isLessThan(256);
    }

    /// A busy machine may make some waits long, so the smallest of many counts.
    private static int leastWaitsUntilItLooks(Patience patience) {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            least = Math.min(least, waitsUntilItLooks(patience));
            for (int j = 0; j < 2_000; j++) {
                waitShortly(patience);
            }
            waitLong(patience);
        }
        return least;
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
