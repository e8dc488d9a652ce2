package io.heddle.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.TaskFunction;
import java.io.InvalidObjectException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ColumnTest {

    private static final int MANY = 20_000;

    static Stream<List<? extends @Nullable Object>> values() {
        return Stream.of(
                List.of(1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE),
                List.of(1L, -1L, Long.MIN_VALUE, Long.MAX_VALUE),
                List.of(0.5, -0.0, Double.NaN, Double.MIN_VALUE, Double.NEGATIVE_INFINITY),
                List.of(1, 2L),
                List.of(1L, 2),
                List.of(1.0, 2f),
                Arrays.asList(1, null),
                Arrays.asList(null, 1),
                List.of("a", 1),
                List.of());
    }

    @ParameterizedTest
    @MethodSource("values")
    void valuesComeBackAsTheyWere(List<? extends @Nullable Object> values) throws Exception {
        assertThat(Column.pack(values.toArray()).unpack()).isEqualTo(values.toArray());
    }

    @Test
    void onlyNumbersOfOneTypeArePacked() {
        Object[] mixed = {1, 2L};

        assertThat(Column.pack(new Object[] {1, 2}).values()).isInstanceOf(byte[].class);
        assertThat(Column.pack(mixed).values()).isSameAs(mixed);
    }

    @Test
    void manyNumbersTravelBesideTheStream() throws Exception {
        Chunk chunk = chunk(MANY);

        Payload payload = JdkCodec.INSTANCE.encode(chunk);

        assertThat(payload.attachments()).hasSize(1);
        assertThat(payload.attachments().getFirst()).hasSize(MANY * Integer.BYTES);
        assertThat(payload.main().length).isLessThan(CodecOutput.LEAST_ATTACHMENT_BYTES);
        assertThat(((Chunk) JdkCodec.INSTANCE.decode(payload)).items()).isEqualTo(chunk.items());
    }

    @Test
    void aColumnThatEndsWithinANumberIsRefused() throws Exception {
        Payload whole = JdkCodec.INSTANCE.encode(chunk(MANY));
        byte[] bytes = whole.attachments().getFirst();
        Payload cut = new Payload(whole.main(), List.of(Arrays.copyOf(bytes, bytes.length - 1)));

        assertThatThrownBy(() -> JdkCodec.INSTANCE.decode(cut))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessageContaining("a column that nobody packs");
    }

    @Test
    void aColumnOfUnknownFormOrWithOtherValuesIsRefused() {
        for (Column rubbish :
                List.of(
                        new Column((byte) 4, new byte[4]),
                        new Column((byte) 0, new byte[4]),
                        new Column((byte) 1, new Object[4]),
                        new Column((byte) 1, "1"))) {
            assertThatThrownBy(rubbish::unpack)
                    .isInstanceOf(InvalidObjectException.class)
                    .hasMessageContaining("form=" + rubbish.form());
        }
    }

    private static Chunk chunk(int items) {
        Object[] numbers = new Object[items];
        Arrays.setAll(numbers, i -> i);
        TaskFunction<@Nullable Object, @Nullable Object> same = item -> item;
        return new Chunk(same, 0, numbers);
    }
}
