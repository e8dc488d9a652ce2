package io.heddle.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.RandomAccess;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultListTest {

    private static ResultList inChunksOf(int chunk, int elements) {
        ResultList list = new ResultList();
        for (int at = 0; at < elements; at += chunk) {
            list.append(IntStream.range(at, Math.min(at + chunk, elements)).boxed().toArray());
        }
        return list;
    }

    private static List<@Nullable Object> numbers(int elements) {
        return new ArrayList<>(IntStream.range(0, elements).boxed().toList());
    }

    @ParameterizedTest
    @ValueSource(
            ints = {1, 3, 16, 17, ResultList.PAGE - 1, ResultList.PAGE, 2 * ResultList.PAGE + 5})
    void whatWasAppendedIsThereInOrderHoweverItCame(int chunk) {
        for (int elements :
                new int[] {
                    0, 1, 16, 17, ResultList.PAGE, ResultList.PAGE + 1, 5 * ResultList.PAGE
                }) {
            ResultList list = inChunksOf(chunk, elements);

            assertThat(list.size()).isEqualTo(elements);
            assertThat(list.equals(numbers(elements))).as("elements=%d", elements).isTrue();
        }
    }

    @Test
    void emptyChunksAddNothing() {
        ResultList list = inChunksOf(5, 10);

        list.append(new Object[0]);

        assertThat(list).isEqualTo(numbers(10));
    }

    @Test
    void elementsOfEachPageMayBeReplaced() {
        ResultList list = inChunksOf(100, ResultList.PAGE + 10);

        assertThat(list.set(ResultList.PAGE + 1, null)).isEqualTo(ResultList.PAGE + 1);
        Collections.reverse(list);

        assertThat(list.get(8)).isNull();
        assertThat(list.getLast()).isEqualTo(0);
        assertThat(list).isInstanceOf(RandomAccess.class);
    }

    @Test
    void thereIsNothingBehindTheLastElementAlthoughItsPageHasRoom() {
        ResultList list = inChunksOf(3, 3);

        assertThatThrownBy(() -> list.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.set(3, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> list.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void nobodyAddsOrRemoves() {
        ResultList list = inChunksOf(3, 3);

        assertThatThrownBy(() -> list.add(1)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> list.remove(0)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void itTravels() throws Exception {
        ResultList list = inChunksOf(7, ResultList.PAGE + 1);

        assertThat(JdkCodec.INSTANCE.decode(JdkCodec.INSTANCE.encode(list))).isEqualTo(list);
    }
}
