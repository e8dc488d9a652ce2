package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.HeddleException;
import io.heddle.shared.Connection;
import io.heddle.shared.Pipe;
import io.heddle.shared.SharedNames;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Something writes into the memory of a pipe that is not Heddle. Whoever reads it is told, takes no memory
/// for what is only announced, and goes nowhere outside of the pipe.
class PipeRubbishTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    // of the right end, counted from the beginning of the region; see PipeLayout and Conduit
    private static final long RIGHT = Region.HEADER_BYTES + 0x80 + 0xB80;
    private static final long TAIL = RIGHT + 0x80 + 0x200;
    private static final long HEAD = TAIL + 0x80;
    private static final long RING = Region.HEADER_BYTES + 0x80 + 2 * 0xB80 + (1 << 16);

    private final String name = "rubbish." + UUID.randomUUID();
    private final Pipe<Object> pipe = Pipe.create(name);
    private final Connection<Object> from = pipe.left();
    private final Connection<Object> to = pipe.right();
    private final Memory memory =
            Region.openIfThere(Names.find(Names.label(name)).orElseThrow().key(), Arena.ofAuto())
                    .orElseThrow()
                    .memory();

    @AfterEach
    void end() {
        pipe.close();
        SharedNames.unlink(name);
    }

    @Test
    void testKnowsWhereThingsAre() throws Exception {
        from.sendBytes(new byte[] {42});
        assertThat(memory.getLong(TAIL)).isEqualTo(16);
        assertThat(memory.getLong(HEAD)).isZero();
        assertThat(memory.getInt(RING)).isEqualTo(1);
        assertThat(memory.getInt(RING + 8) & 0xFF).isEqualTo(42);
        assertThat(to.receiveBytes()).containsExactly(42);
        assertThat(memory.getLong(HEAD)).isEqualTo(16);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 9, 1 << 16, Integer.MAX_VALUE})
    @Tag("fault-50")
    void lengthThatCannotBeIsRefused(int length) throws Exception {
        from.sendBytes(new byte[] {42});
        memory.setInt(RING, length);
        assertRefused("length=" + length);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, -1, 1 << 20})
    @Tag("fault-50")
    void flagsThatCannotBeAreRefused(int flags) throws Exception {
        from.sendBytes(new byte[] {42});
        memory.setInt(RING + 4, flags);
        assertRefused("flags=" + flags);
    }

    @ParameterizedTest
    @ValueSource(longs = {-16, 7, (1 << 16) + 8, Long.MAX_VALUE, Long.MIN_VALUE})
    @Tag("fault-50")
    void positionThatCannotBeIsRefusedOnBothSides(long tail) {
        memory.setLong(TAIL, tail);
        assertRefused("used=" + tail);
        assertThatThrownBy(() -> from.sendBytes(new byte[1], SOON))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("used=" + tail);
    }

    private void assertRefused(String why) {
        assertThatThrownBy(() -> to.receiveBytes(SOON))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("cannot be there: " + why);
    }

    @Test
    @Tag("fault-50")
    void bytesThatAreNoObjectAreRefusedAndTheNextMessageComes() throws Exception {
        List<int[]> rubbish =
                List.of(
                        new int[] {},
                        new int[] {-1},
                        new int[] {Integer.MAX_VALUE},
                        new int[] {1},
                        new int[] {1, Integer.MAX_VALUE},
                        new int[] {2, Integer.MAX_VALUE, Integer.MAX_VALUE, 0},
                        new int[] {2, -5, 5, 0},
                        new int[] {0, 0x05050505});
        for (int[] words : rubbish) {
            long at = RING + (memory.getLong(TAIL) & 0xFFFF);
            ByteBuffer bytes = ByteBuffer.allocate(words.length * Integer.BYTES);
            bytes.asIntBuffer().put(words);
            from.sendBytes(bytes);
            memory.setInt(at + 4, PieceRing.FIRST | PieceRing.LAST | PieceRing.OBJECT);
            assertThatThrownBy(() -> to.receive(SOON)).isInstanceOf(IOException.class);
        }
        from.send("fine");
        assertThat(to.receive(SOON)).contains("fine");
    }

    @Test
    @Tag("fault-50")
    void endThatSaysWhatCannotBeIsRefusedWhereItArrives() {
        memory.setLong(RIGHT + 8, 1L << 40);
        try (SecondSite second = new SecondSite()) {
            assertThatThrownBy(() -> second.arrived(pipe.right()))
                    .hasStackTraceContaining("cannot be there: side=1 ring=" + (1L << 40));
        }
    }
}
