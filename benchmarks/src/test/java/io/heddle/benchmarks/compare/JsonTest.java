package io.heddle.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void plainValuesAreWrittenAsTheyAre() {
        assertThat(Json.write(true)).isEqualTo("true");
        assertThat(Json.write(42)).isEqualTo("42");
        assertThat(Json.write(1L << 40)).isEqualTo("1099511627776");
        assertThat(Json.write("text")).isEqualTo("\"text\"");
    }

    @Test
    void numbersHaveSixDigitsThatCount() {
        assertThat(Json.write(0.12345678)).isEqualTo("0.123457");
        assertThat(Json.write(1234567.89)).isEqualTo("1234570.0");
        assertThat(Json.write(3.0)).isEqualTo("3");
    }

    @Test
    void whatIsNoNumberInJsonIsRefused() {
        assertThatThrownBy(() -> Json.write(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("JSON has no such number: number=NaN");
        assertThatThrownBy(() -> Json.write(Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void textsAreEscaped() {
        assertThat(Json.write("a\"b\\c\nd\te\u0001 µ"))
                .isEqualTo("\"a\\\"b\\\\c\\nd\\te\\u0001 µ\"");
    }

    @Test
    void emptyCollectionsStandOnOneLine() {
        assertThat(Json.write(Map.of())).isEqualTo("{}");
        assertThat(Json.write(List.of())).isEqualTo("[]");
    }

    @Test
    void mapsKeepTheirOrderAndNest() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("a", List.of(1, 2));
        assertThat(Json.write(map))
                .isEqualTo(
                        """
                        {
                          "z": 1,
                          "a": [1, 2]
                        }\
                        """);
    }
}
