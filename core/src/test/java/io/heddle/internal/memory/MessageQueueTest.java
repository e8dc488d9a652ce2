package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.HeddleException;
import io.heddle.internal.os.Descriptors.Descriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Where a queue keeps its messages, and what becomes of that memory.
class MessageQueueTest {

    private static final int ME = Owner.of(1, 1);
    private static final int HALF = 512 << 10;

    private final Site site = new Site();
    private Place place;
    private MessageQueue queue;

    @AfterEach
    void end() throws IOException {
        site.die();
    }

    private void create(int capacity) {
        MessageQueue.Size size = MessageQueue.Size.near(capacity, 0);
        place = site.allocateGrowing(size.bytes(), size.filled());
        MessageQueue.create(place, size);
        queue = new MessageQueue(place);
    }

    private boolean put(int length) {
        byte[] message = new byte[length];
        Arrays.fill(message, (byte) length);
        assertThat(queue.tryEnterToPut(ME, _ -> false)).isTrue();
        try {
            return queue.put(List.of(message, new byte[] {1}), ME, _ -> false);
        } finally {
            queue.leavePutting();
        }
    }

    private int take() {
        assertThat(queue.tryEnterToTake(ME, _ -> false)).isTrue();
        try {
            Message message = queue.take();
            if (message == null) {
                return -1;
            }
            byte[] first = message.parts().getFirst();
            byte[] whole = new byte[first.length];
            Arrays.fill(whole, (byte) first.length);
            assertThat(Arrays.equals(first, whole)).isTrue();
            assertThat(message.parts()).hasSize(2);
            assertThat(message.parts().getLast()).containsExactly(1);
            return first.length;
        } finally {
            queue.leaveTaking();
        }
    }

    private Path file() {
        RegionKey key = place.handle().region();
        return new Descriptor(key.pid(), key.descriptor()).path();
    }

    private long length() throws IOException {
        return Files.size(file());
    }

    @Test
    void memoryOfLargeMessagesIsGivenBackWhenTheQueueIsEmpty() throws IOException {
        create(8);
        long small = length();
        for (int i = 0; i < 8; i++) {
            assertThat(put(4 * HALF)).isTrue();
        }
        assertThat(length()).isGreaterThan(small + 30 * HALF);
        for (int i = 0; i < 8; i++) {
            assertThat(take()).isEqualTo(4 * HALF);
        }
        assertThat(length()).isEqualTo(small);
        assertThat(put(HALF)).isTrue();
        assertThat(take()).isEqualTo(HALF);
    }

    @Test
    void memoryIsUsedAgainWhileTheQueueIsNeverEmpty() throws IOException {
        create(8);
        assertThat(put(HALF)).isTrue();
        assertThat(put(HALF)).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(put(HALF)).isTrue();
            assertThat(take()).isEqualTo(HALF);
        }
        assertThat(length()).isLessThan(20 * HALF);
    }

    @Test
    void messagesOfAllLengthsComeAsTheyWerePut() {
        create(50);
        Random random = new Random(7);
        int[] lengths = random.ints(3_000, 0, 40).map(i -> i * i * i).toArray();
        int taken = 0;
        for (int length : lengths) {
            while (!put(length)) {
                for (int i = random.nextInt(40); i >= 0; i--) {
                    assertThat(take()).isEqualTo(lengths[taken++]);
                }
            }
        }
        while (taken < lengths.length) {
            assertThat(take()).isEqualTo(lengths[taken++]);
        }
        assertThat(take()).isNegative();
    }

    @Test
    void slotsAreMadeWhenTheyAreNeeded() {
        create(MessageQueue.MOST_SLOTS);
        for (int i = 0; i < 20_000; i++) {
            assertThat(put(i % 3)).isTrue();
        }
        assertThat(queue.size()).isEqualTo(20_000);
        for (int i = 0; i < 20_000; i++) {
            assertThat(take()).isEqualTo(i % 3);
        }
    }

    @Test
    void messageWhoseMemoryIsGoneHoldsUpNobody() throws IOException {
        create(8);
        long small = length();
        assertThat(put(HALF)).isTrue();
        assertThat(put(3)).isTrue();
        try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
            file.setLength(small);
        }
        assertThatThrownBy(this::take).isInstanceOf(HeddleException.class);
        assertThat(take()).isEqualTo(3);
        assertThat(take()).isNegative();
    }

    @Test
    void messageThatIsRubbishHoldsUpNobody() {
        create(8);
        long area = place.at() + 0x380;
        for (int rubbish : new int[] {0, -1, Integer.MAX_VALUE, 3}) {
            assertThat(put(20)).isTrue();
            assertThat(put(3)).isTrue();
            for (long at = area; at < area + (1 << 14); at += Integer.BYTES) {
                if (place.memory().getInt(at) == 2 && place.memory().getInt(at + 4) == 20) {
                    place.memory().setInt(at, rubbish);
                }
            }
            assertThatThrownBy(this::take)
                    .isInstanceOf(HeddleException.class)
                    .hasMessageContaining("damaged");
            assertThat(take()).isEqualTo(3);
        }
    }

    /// A file system that becomes full within a message.
    private static final class FullAnnex implements Annex {
        private final Annex annex;
        private int pieces;

        FullAnnex(Annex annex, int pieces) {
            this.annex = annex;
            this.pieces = pieces;
        }

        @Override
        public void put(long at, byte[] from, int offset, int length) {
            if (pieces-- == 0) {
                annex.put(at, from, offset, length / 2);
                throw new HeddleException("no room");
            }
            annex.put(at, from, offset, length);
        }

        @Override
        public void get(long at, byte[] to, int offset, int length) {
            annex.get(at, to, offset, length);
        }

        @Override
        public void shrink(long at, long keep) {
            annex.shrink(at, keep);
        }
    }

    @Test
    void messageForWhichThereIsNoMemoryLeavesNoneInUse() throws IOException {
        create(8);
        assertThat(put(HALF)).isTrue();
        long before = length();
        Annex full = new FullAnnex(place.annex(), 1); // after the header of the message
        queue = new MessageQueue(place.memory(), place.at(), full, place.annex());
        assertThatThrownBy(() -> put(9 * HALF)).hasMessage("no room");
        assertThat(length()).isBetween(before, before + 16); // pieces are rounded up
        assertThat(queue.size()).isEqualTo(1);
        assertThat(put(3)).isTrue();
        assertThat(put(HALF)).isTrue();
        assertThat(take()).isEqualTo(HALF);
        assertThat(take()).isEqualTo(3);
        assertThat(take()).isEqualTo(HALF);
    }

    @Test
    void fullQueueRefusesAndHasLostNothing() {
        create(3);
        assertThat(put(1)).isTrue();
        assertThat(put(HALF)).isTrue();
        assertThat(put(2)).isTrue();
        assertThat(put(4)).isFalse();
        assertThat(take()).isEqualTo(1);
        assertThat(put(4)).isTrue();
        assertThat(take()).isEqualTo(HALF);
        assertThat(take()).isEqualTo(2);
        assertThat(take()).isEqualTo(4);
    }
}
