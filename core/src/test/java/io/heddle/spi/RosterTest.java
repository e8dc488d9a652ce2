package io.heddle.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RosterTest {

    @Test
    void thoseWhoAreThereAreGivenInTheOrderOfComing() {
        Roster<Integer> roster = new Roster<>();
        List<Roster.Entry<Integer>> entries = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            entries.add(roster.add(i));
            if (i % 3 == 0) {
                entries.get(i / 2).leave();
                entries.get(i / 2).leave();
            }
        }
        List<Integer> expected = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            if (!left(i)) {
                expected.add(i);
            }
        }
        assertThat(roster.present()).isEqualTo(expected);
    }

    private static boolean left(int i) {
        for (int by = 0; by < 1_000; by += 3) {
            if (by / 2 == i) {
                return true;
            }
        }
        return false;
    }

    @Test
    void whatHasLeftIsNotHeld() {
        Roster<Object> roster = new Roster<>();
        List<WeakReference<Object>> gone = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            Object element = new Object();
            gone.add(new WeakReference<>(element));
            roster.add(element).leave();
        }
        for (int i = 0; i < 100 && gone.stream().anyMatch(r -> r.get() != null); i++) {
            System.gc();
        }
        assertThat(gone).allMatch(r -> r.get() == null);
        assertThat(roster.present()).isEmpty();
    }

    @Test
    void whatIsSaidToBeGoneIsForgottenNowAndThen() {
        Roster<Integer> roster = new Roster<>(n -> n % 10 != 0);
        for (int i = 1; i <= 1_000; i++) {
            roster.add(i);
        }
        assertThat(roster.present()).hasSizeLessThan(300).contains(10, 500, 1_000);
    }

    @Test
    void nobodyIsLostAmongManyWhoComeAndGo() throws Exception {
        Roster<String> roster = new Roster<>();
        int threads = 4;
        CountDownLatch begin = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            String name = "t" + t;
            all.add(
                    Thread.startVirtualThread(() -> {
                        try {
                            begin.await();
                        } catch (InterruptedException e) {
                            return;
                        }
                        for (int i = 0; i < 5_000; i++) {
                            Roster.Entry<String> entry = roster.add(name + "-" + i);
                            if (i % 1_000 != 0) {
                                entry.leave();
                            }
                        }
                    }));
        }
        begin.countDown();
        for (Thread thread : all) {
            thread.join();
        }
        assertThat(roster.present()).hasSize(threads * 5).doesNotHaveDuplicates();
    }

    @Test
    void placesAreNumberedInTheOrderOfComing() {
        Roster<Integer> roster = new Roster<>();

        for (long i = 1; i <= 1_000; i++) {
            Roster.Entry<Integer> place = roster.reserve();
            assertThat(place.number()).isEqualTo(i);
            if (i % 2 == 0) {
                place.leave();
            }
        }
    }

    @Test
    void inAReservedPlaceNobodyIsPresentAndItIsNotEmpty() {
        Roster<String> roster = new Roster<>();
        assertThat(roster.isEmpty()).isTrue();

        Roster.Entry<String> place = roster.reserve();
        assertThat(roster.isEmpty()).isFalse();
        assertThat(roster.present()).isEmpty();
        assertThat(roster.newest()).isNull();

        place.take("one");
        assertThat(roster.newest()).isEqualTo("one");
        assertThat(roster.isEmpty()).isFalse();

        place.leave();
        assertThat(roster.newest()).isNull();
        assertThat(roster.isEmpty()).isTrue();
    }

    @Test
    void whoAsksForTheNewestUntilNobodyIsThereMeetsAllOfThem() {
        Roster<Integer> roster = new Roster<>();
        List<Roster.Entry<Integer>> places = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            places.add(roster.add(i));
        }

        for (int i = 999; i >= 0; i--) {
            assertThat(roster.newest()).isEqualTo(i);
            assertThat(roster.isEmpty()).isFalse();
            places.get(i).leave();
        }

        assertThat(roster.newest()).isNull();
        assertThat(roster.isEmpty()).isTrue();
        assertThat(roster.add(7).number()).isEqualTo(1_001);
        assertThat(roster.newest()).isEqualTo(7);
    }

    /// A relay: whoever leaves has let the next one in before.
    @Test
    void itIsNeverEmptyWhileOneLetsTheNextOneIn() throws Exception {
        Roster<Integer> roster = new Roster<>();
        Roster.Entry<Integer> first = roster.add(0);
        Thread relay =
                Thread.ofPlatform()
                        .start(() -> {
                            Roster.Entry<Integer> here = first;
                            for (int i = 1; i < 200_000 && !Thread.interrupted(); i++) {
                                Roster.Entry<Integer> next = roster.add(i);
                                here.leave();
                                here = next;
                            }
                        });
        try {
            long looks = 0;
            while (relay.isAlive()) {
                assertThat(roster.isEmpty()).as("look %d", looks++).isFalse();
            }
        } finally {
            relay.interrupt();
            relay.join();
        }
    }
}
