package io.heddle.spi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChunkSizerTest {

    private static final long MILLISECOND = 1_000_000;

    @Test
    void firstChunkHasOneItem() {
        assertThat(new ChunkSizer(100).size()).isEqualTo(1);
    }

    @Test
    void chunksOfQuickItemsGrowByDoublingAtMost() {
        ChunkSizer sizer = new ChunkSizer(Integer.MAX_VALUE);
        int before = sizer.size();
        for (int i = 0; i < 40; i++) {
            sizer.learn(before, before); // a nanosecond each
            assertThat(sizer.size()).isBetween(before, 2 * before);
            before = sizer.size();
        }
        assertThat(before).isEqualTo(1 << 16);
    }

    @Test
    void chunksOfSlowItemsShrinkAtOnce() {
        ChunkSizer sizer = new ChunkSizer(1_000);
        for (int i = 0; i < 10; i++) {
            sizer.learn(sizer.size(), 1);
        }

        sizer.learn(1_000, 1_000 * MILLISECOND);

        assertThat(sizer.size()).isEqualTo(2); // two milliseconds' worth
    }

    @Test
    void verySlowItemsTravelAlone() {
        ChunkSizer sizer = new ChunkSizer(1_000);

        sizer.learn(1, 10_000 * MILLISECOND);

        assertThat(sizer.size()).isEqualTo(1);
    }

    @Test
    void chunkThatFillsSlowlyTravelsAsItIs() {
        assertThat(ChunkSizer.isEnough(1, 1_000, MILLISECOND)).isFalse();
        assertThat(ChunkSizer.isEnough(1, 1_000, 5 * MILLISECOND)).isTrue();
        assertThat(ChunkSizer.isEnough(1_000, 1_000, 0)).isTrue();
    }

    @Test
    void limitIsKept() {
        ChunkSizer sizer = new ChunkSizer(3);
        for (int i = 0; i < 10; i++) {
            sizer.learn(sizer.size(), 1);
        }

        assertThat(sizer.size()).isEqualTo(3);
    }

    @Test
    void emptyChunksAndBrokenClocksTeachNothingDangerous() {
        ChunkSizer sizer = new ChunkSizer(100);

        sizer.learn(0, 5);
        assertThat(sizer.size()).isEqualTo(1);
        sizer.learn(1, 0);
        sizer.learn(1, -7);
        assertThat(sizer.size()).isBetween(1, 100);
    }
}
