package io.heddle.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.spi.Codec;
import java.io.Serializable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What functions of users do to maps, lists and values; without a process, but with the copies that one would make.
class FunctionsOnObjectsTest {

    private final List<String> calls = new ArrayList<>();

    @SuppressWarnings("unchecked") // they are
    private <K, V> ConcurrentMap<K, V> map() {
        MapStore<K, V> store = new MapStore<>();
        return new RemoteMap<>(
                (MapCalls<K, V>)
                        Proxy.newProxyInstance(
                                MapCalls.class.getClassLoader(),
                                new Class<?>[] {MapCalls.class},
                                (_, method, given) -> {
                                    calls.add(method.getName());
                                    Object arguments = given == null ? new Object[0] : given;
                                    try {
                                        return copy(
                                                method.invoke(store, (Object[]) copy(arguments)));
                                    } catch (InvocationTargetException e) {
                                        throw e.getCause();
                                    }
                                }));
    }

    private static @Nullable Object copy(@Nullable Object value) throws Exception {
        return Codec.jdk().decode(Codec.jdk().encode(value));
    }

    private static List<Integer> listOf(Integer... numbers) {
        return new ArrayList<>(List.of(numbers));
    }

    private static List<Integer> plus(List<Integer> list, int number) {
        list.add(number);
        return list;
    }

    @Test
    void functionThatChangesItsCopyInPlaceChangesTheMap() {
        ConcurrentMap<String, List<Integer>> map = map();
        map.put("a", listOf(1));
        map.compute("a", (_, list) -> plus(list, 2));
        map.computeIfPresent("a", (_, list) -> plus(list, 3));
        map.merge("a", listOf(4), (list, more) -> plus(list, more.getFirst()));
        map.replaceAll((_, list) -> plus(list, 5));
        assertThat(map.get("a")).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void valueThatIsThereIsNotSentBack() {
        ConcurrentMap<String, List<Integer>> map = map();
        map.put("a", listOf(1));
        calls.clear();
        assertThat(map.computeIfAbsent("a", _ -> listOf(2))).containsExactly(1);
        assertThat(map.computeIfPresent("b", (_, list) -> list)).isNull();
        assertThat(calls).containsExactly("stamped", "stamped");
    }

    @Test
    void replaceAllComesToAnEndWithValuesThatEqualNothing() {
        ConcurrentMap<String, byte[]> map = map();
        map.put("a", new byte[] {1});
        map.put("b", new byte[] {2});
        map.replaceAll((_, bytes) -> new byte[] {(byte) (10 * bytes[0])});
        assertThat(map.get("a")).containsExactly(10);
        assertThat(map.get("b")).containsExactly(20);
    }

    @Test
    void serializableFunctionOfReplaceAllTravels() {
        ConcurrentMap<String, Integer> map = map();
        map.put("a", 1);
        calls.clear();
        map.replaceAll(
                (BiFunction<String, Integer, Integer> & Serializable)
                        (key, value) -> value + key.length());
        assertThat(calls).containsExactly("entries", "compute");
        assertThat(map).containsOnly(Map.entry("a", 2));
    }

    @Test
    void removalInAWalkLeavesWhatSomebodyHasPutMeanwhile() {
        ConcurrentMap<String, Integer> map = map();
        map.put("a", 1);
        map.values().removeIf(_ -> map.put("a", 2) != null);
        assertThat(map).containsOnly(Map.entry("a", 2));
        map.entrySet().removeIf(_ -> map.put("a", 3) != null);
        assertThat(map).containsOnly(Map.entry("a", 3));
        map.values().removeIf(value -> value == 3);
        assertThat(map).isEmpty();

        map.put("b", 1);
        map.keySet().removeIf(_ -> map.put("b", 2) != null); // whatever is there
        assertThat(map).isEmpty();
    }

    /// What is stored may just be written for somebody else.
    @Test
    void functionThatRunsInTheManagerChangesACopy() {
        List<Integer> before = listOf(1);
        MapStore<String, List<Integer>> map = new MapStore<>();
        map.put("a", before);
        map.compute("a", (_, list) -> plus(list, 2));
        assertThat(map.get("a")).containsExactly(1, 2);

        RemoteList<List<Integer>> list = new RemoteList<>(new ListStore<>());
        list.add(before);
        list.replaceAll((UnaryOperator<List<Integer>> & Serializable) each -> plus(each, 2));
        assertThat(list).containsExactly(List.of(1, 2));
        assertThat(before).containsExactly(1);

        byte[] bytes = {1};
        ValueStore<byte[]> value = new ValueStore<>(bytes);
        value.update(
                same -> {
                    same[0] = 2;
                    return same;
                },
                true);
        assertThat(value.get()).containsExactly(2);
        assertThat(bytes).containsExactly(1);
    }

    @Test
    void endsOfAListAreOneCall() {
        RemoteList<Integer> list = new RemoteList<>(new ListStore<>());
        assertThatThrownBy(list::getFirst).isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(list::getLast).isInstanceOf(NoSuchElementException.class);
        list.addAll(List.of(1, 2, 3));
        assertThat(list.getFirst()).isEqualTo(1);
        assertThat(list.getLast()).isEqualTo(3);
        assertThat(list.containsAll(List.of(3, 1))).isTrue();
        assertThat(list.containsAll(List.of(1, 4))).isFalse();
    }
}
