package io.heddle.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.heddle.RemoteTaskException;
import io.heddle.Task;
import io.heddle.TaskSerializationException;
import io.heddle.TravelLimits;
import io.heddle.spi.Codec;
import io.heddle.spi.CodecRules;
import io.heddle.spi.Payload;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.io.StreamCorruptedException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a codec refuses to read, and what it reads all the same.
@Tag("fault-50")
class CodecRulesTest {

    private static final Codec STRICT =
            Codec.jdk(
                    CodecRules.defaults()
                            .plusAllowed(List.of("io.heddle.internal.wire.CodecRulesTest")));
    private static final Codec LIST_OF_NOTHING =
            Codec.jdk(CodecRules.defaults().plusAllowed(List.of()));

    private static Codec limited(TravelLimits limits) {
        return Codec.jdk(CodecRules.defaults().withLimits(limits));
    }

    private static Object travel(Object value, Codec reader) throws Exception {
        return reader.decode(Codec.jdk().encode(value));
    }

    private static InvalidClassException refusal(Object value, Codec reader) {
        InvalidClassException refusal =
                catchThrowableOfType(InvalidClassException.class, () -> travel(value, reader));
        assertThat(refusal).as("it should have been refused: " + value.getClass()).isNotNull();
        return refusal;
    }

    private static Stream<Arguments> each(Object... values) {
        return Arrays.stream(values).map(value -> () -> new Object[] {value});
    }

    private record Own(int n) implements Serializable {}

    // ---- a list of types -----------------------------------------------------------------------

    @SuppressWarnings({"JdkObsolete", "JavaUtilDate"}) // old types travel too
    static Stream<Arguments> ordinaryValues() {
        Map<TimeUnit, Integer> byEnum = new EnumMap<>(TimeUnit.class);
        byEnum.put(TimeUnit.DAYS, 1);
        return each(
                "text",
                1.5,
                'c',
                (short) 3,
                new int[] {1, 2},
                new String[][] {{"a"}},
                new byte[100_000],
                new BigDecimal("1.23"),
                Instant.now(),
                Duration.ofDays(1),
                ZonedDateTime.now(java.time.ZoneId.of("Europe/Berlin")),
                new ArrayList<>(List.of(1)),
                new LinkedList<>(List.of(1)),
                new ArrayDeque<>(List.of(1)),
                new PriorityQueue<>(List.of(2, 1)),
                List.of(1, 2, 3),
                Set.of("a"),
                Map.of("k", 1),
                Arrays.asList(1, 2),
                new HashMap<>(Map.of("k", List.of())),
                new LinkedHashMap<>(Map.of("k", 1)),
                new TreeMap<>(Map.of("k", 1)),
                new TreeSet<>(Collections.reverseOrder()),
                new IdentityHashMap<>(),
                new HashSet<>(IntStream.range(0, 10_000).boxed().toList()),
                byEnum,
                EnumSet.of(TimeUnit.DAYS),
                Collections.unmodifiableMap(new HashMap<>()),
                Collections.synchronizedList(new ArrayList<>()),
                Collections.nCopies(1_000_000, "x"),
                new ConcurrentHashMap<>(Map.of("k", 1)),
                new ConcurrentLinkedQueue<>(List.of(1)),
                new CopyOnWriteArrayList<>(List.of(1)),
                new AtomicLong(7),
                BitSet.valueOf(new long[] {5}),
                UUID.randomUUID(),
                URI.create("http://example.org"),
                Locale.ENGLISH,
                new Date(),
                new IllegalStateException("with", new IOException("cause")),
                new TimeoutException(),
                new RemoteTaskException("a.B", "message", new StackTraceElement[0], null),
                new TaskSerializationException("message", "path", null));
    }

    @ParameterizedTest
    @MethodSource("ordinaryValues")
    void whatNearlyEveryTaskNeedsTravelsUnderAnyList(Object value) throws Exception {
        assertThat(travel(value, LIST_OF_NOTHING)).hasSameClassAs(value);
    }

    @Test
    void lambdaOfAListedClassTravelsWithItsValues() throws Exception {
        int captured = 41;
        Task<Integer> task = () -> captured + 1;
        Task<Integer> copy = castToTask(travel(task, STRICT));
        assertThat(copy.call()).isEqualTo(42);
        Task<Integer> stateless = () -> 7;
        assertThat(castToTask(travel(stateless, STRICT)).call()).isEqualTo(7);
    }

    @SuppressWarnings("unchecked")
    private static Task<Integer> castToTask(Object task) {
        return (Task<Integer>) task;
    }

    @Test
    void lambdaOfAnotherClassIsRefusedByTheNameOfThatClass() {
        Task<Integer> task = () -> 42;
        InvalidClassException refusal = refusal(task, LIST_OF_NOTHING);
        assertThat(refusal.classname).isEqualTo(CodecRulesTest.class.getName());
        assertThat(refusal)
                .hasMessageContaining("allowOnly(\"io.heddle.internal.wire.CodecRulesTest\")");
    }

    /// A codec without a list keeps what it has read; that must not help it past another codec's list.
    @Test
    void whatOneCodecHasReadIsNotKnownToAnother() throws Exception {
        Task<Integer> task = () -> 43;
        Payload payload = Codec.jdk().encode(task);
        assertThat(castToTask(Codec.jdk().decode(payload)).call()).isEqualTo(43);
        assertThatThrownBy(() -> LIST_OF_NOTHING.decode(payload))
                .isInstanceOf(InvalidClassException.class);
    }

    static Stream<Arguments> otherValues() throws Exception {
        return each(
                new Own(1),
                new Own[0],
                new Own[0][0],
                List.of(new Own(1)),
                Own.class,
                Runtime.Version.class,
                URI.create("http://example.org").toURL(),
                new java.beans.PropertyChangeSupport("x"),
                new javax.management.BadAttributeValueExpException("x"),
                Proxy.newProxyInstance(
                        CodecRulesTest.class.getClassLoader(),
                        new Class<?>[] {Comparable.class, Serializable.class},
                        new Answering()));
    }

    private static final class Answering
            implements java.lang.reflect.InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments) {
            return method.getName().equals("toString") ? "a proxy" : 1;
        }
    }

    @ParameterizedTest
    @MethodSource("otherValues")
    void whatIsNotListedIsRefused(Object value) {
        assertThat(refusal(value, LIST_OF_NOTHING)).hasMessageContaining("not on the pool's list");
    }

    @Test
    void listedPackageLetsItsTypesThroughAndAnExclamationMarkTakesOneOut() throws Exception {
        CodecRules all = CodecRules.defaults().plusAllowed(List.of("io.heddle.internal.wire.*"));
        assertThat(travel(new Own(1), Codec.jdk(all))).isEqualTo(new Own(1));
        assertThat((Own[]) travel(new Own[] {new Own(1)}, Codec.jdk(all)))
                .containsExactly(new Own(1));

        String name = Own.class.getName();
        Codec but =
                Codec.jdk(CodecRules.defaults().plusAllowed(List.of("!" + name, "io.heddle.**")));
        assertThat(refusal(new Own(1), but).classname).isEqualTo(name);

        Codec noUrl = Codec.jdk(CodecRules.defaults().plusAllowed(List.of("!java.util.UUID")));
        assertThat(refusal(UUID.randomUUID(), noUrl).classname).isEqualTo("java.util.UUID");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "*",
                "**",
                "a;b",
                "maxdepth=3",
                "a.*.b",
                "a.b*c",
                "!",
                "com.acme.",
                ".com.acme",
                "com..acme",
                "com.acme.X[]",
                "a.List<b>",
                "a,b",
                "a:b",
                "a.b()",
                "m/",
                "a\0b",
                "1.2"
            })
    void entryThatMeansNothingOrEverythingIsRefused(String pattern) {
        assertThatThrownBy(() -> CodecRules.defaults().plusAllowed(List.of(pattern)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "com.acme.X$1",
                "com.acme.X_y",
                "com.acme.*",
                "com.acme.**",
                "com.acme.Or*",
                "!com.acme.X",
                "java.base/java.util.List",
                "a.Grüße",
                "a.b-c"
            })
    void entryThatNamesTypesIsTaken(String pattern) {
        assertThat(CodecRules.defaults().plusAllowed(List.of(pattern)).allowed())
                .containsExactly(pattern);
    }

    @Test
    void ownFilterIsAskedBesideTheList() throws Exception {
        CodecRules rules =
                CodecRules.defaults()
                        .plusAllowed(List.of("io.heddle.internal.**"))
                        .withOwn(info ->
                                info.serialClass() == Own.class
                                        ? ObjectInputFilter.Status.REJECTED
                                        : ObjectInputFilter.Status.ALLOWED);
        assertThat(refusal(new Own(1), Codec.jdk(rules)).classname).isEqualTo(Own.class.getName());
        assertThat(refusal(new URL[0], Codec.jdk(rules)).classname).isEqualTo("java.net.URL");
        assertThat(travel("text", Codec.jdk(rules))).isEqualTo("text");
    }

    @Test
    void rulesArriveInTheOtherProcessWithoutTheFilterOfThisOne() throws Exception {
        TravelLimits limits =
                TravelLimits.defaults().bytes(1 << 20).arrayLength(5).references(6).depth(7);
        CodecRules rules =
                CodecRules.defaults().plusAllowed(List.of("a.B", "c.**")).withLimits(limits);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        rules.withOwn(info -> ObjectInputFilter.Status.REJECTED).write(new DataOutputStream(bytes));
        var in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(CodecRules.read(in)).isEqualTo(rules);
    }

    // ---- limits --------------------------------------------------------------------------------

    private static Object nested(int levels) {
        Object inner = new ArrayList<>();
        for (int i = 0; i < levels; i++) {
            inner = new ArrayList<>(List.of(inner));
        }
        return inner;
    }

    @Test
    void tooDeepIsRefusedWithBothNumbers() throws Exception {
        Codec shallow = limited(TravelLimits.defaults().depth(20));
        assertThat(travel(nested(10), shallow)).isEqualTo(nested(10));
        assertThat(refusal(nested(30), shallow))
                .hasMessageContaining("depth=21 limit=20")
                .hasMessageContaining("TravelLimits");
    }

    @Test
    void depthIsLimitedWithoutAWord() throws Exception {
        AtomicReference<InvalidClassException> refusal = new AtomicReference<>();
        Runnable check = () -> refusal.set(refusal(nested(2_100), Codec.jdk()));
        Thread deep = new Thread(null, check, "deep", 256L << 20); // the writer needs the stack
        deep.start();
        deep.join();
        assertThat(refusal.get()).hasMessageContaining("depth=2001 limit=2000");
    }

    /// Each level doubles the time that the hash code of the whole takes.
    private static Set<Object> bomb(int levels) {
        Set<Object> root = new HashSet<>();
        Set<Object> left = root;
        Set<Object> right = new HashSet<>();
        for (int i = 0; i < levels; i++) {
            Set<Object> nextLeft = new HashSet<>();
            Set<Object> nextRight = new HashSet<>();
            nextLeft.add("makes them differ");
            left.add(nextLeft);
            left.add(nextRight);
            right.add(nextLeft);
            right.add(nextRight);
            left = nextLeft;
            right = nextRight;
        }
        return root;
    }

    @Test
    void setOfSetsThatWouldTakeForEverIsRefusedByDepth() throws Exception {
        Codec shallow = limited(TravelLimits.defaults().depth(20));
        Payload bomb = Codec.jdk().encode(bomb(100));
        assertThatThrownBy(() -> shallow.decode(bomb))
                .isInstanceOf(InvalidClassException.class)
                .hasMessageContaining("depth=21 limit=20");
    }

    @Test
    void tooManyReferencesAreRefused() {
        Codec few = limited(TravelLimits.defaults().references(1_000));
        assertThat(refusal(IntStream.range(0, 2_000).boxed().toArray(), few))
                .hasMessageContaining("references=1001 limit=1000");
    }

    @Test
    void tooLongAnArrayIsRefusedButNotALargeByteArray() throws Exception {
        Codec narrow = limited(TravelLimits.defaults().arrayLength(1_000));
        assertThat(refusal(new int[1_001], narrow))
                .hasMessageContaining("arrayLength=1001 limit=1000");
        assertThat((byte[]) travel(new byte[100_000], narrow)).hasSize(100_000);
        assertThat(travel(List.of(new byte[100_000]), narrow)).isNotNull();
    }

    @Test
    void tooManyBytesAreRefusedWhenWrittenAndWhenRead() throws Exception {
        Codec small = limited(TravelLimits.defaults().bytes(100_000));
        for (Object large :
                List.of(new byte[100_001], new int[30_000], List.of(new byte[99_990]))) {
            assertThatThrownBy(() -> small.encode(large))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("limit=100000");
            assertThatThrownBy(() -> travel(large, small)).hasMessageContaining("limit=100000");
        }
        assertThat((byte[]) travel(new byte[99_000], small)).hasSize(99_000);
    }

    /// Overwrites the last four bytes of a number in a stream.
    private static Payload withNumber(Payload payload, int from, int to) {
        byte[] main = payload.main().clone();
        ByteBuffer bytes = ByteBuffer.wrap(main);
        int found = 0;
        for (int i = 0; i + 4 <= main.length; i++) {
            if (bytes.getInt(i) == from) {
                bytes.putInt(i, to);
                found++;
            }
        }
        assertThat(found).isPositive();
        return Payload.of(main);
    }

    @Test
    void arrayOfWhichNothingFollowsIsNeverMade() throws Exception {
        int marked = 0x0102;
        for (Object array :
                List.of(new long[marked], new char[marked], new Object[marked], new int[marked])) {
            Payload lie = withNumber(Codec.jdk().encode(array), marked, 2_000_000);
            assertThatThrownBy(() -> Codec.jdk().decode(lie))
                    .isInstanceOf(InvalidClassException.class)
                    .hasMessageContaining("announced that cannot follow");
        }
    }

    @Test
    void collectionThatAnnouncesMoreThanItHasTakesNoMemory() throws Exception {
        int marked = 0x0102;
        List<Integer> numbers = IntStream.range(0, marked).boxed().toList();
        Map<Object, Object> map = new HashMap<>();
        numbers.forEach(n -> map.put(n, ""));
        for (Object collection :
                List.of(new ArrayList<>(numbers), map, new ArrayDeque<>(numbers))) {
            Payload lie = withNumber(Codec.jdk().encode(collection), marked, 2_000_000);
            assertThatThrownBy(() -> Codec.jdk().decode(lie))
                    .isInstanceOf(InvalidClassException.class)
                    .hasMessageContaining("announced that cannot follow");
        }
    }

    @Test
    void sparseAndFullCollectionsAreNoLies() throws Exception {
        Set<Object> sparse = new HashSet<>(1 << 16, 0.01f);
        IntStream.range(0, 10_000).forEach(sparse::add);
        assertThat(travel(sparse, Codec.jdk())).isEqualTo(sparse);
        Map<Object, Object> map = new HashMap<>(16, 0.01f);
        Object[] units = new Object[100_000];
        Arrays.fill(units, TimeUnit.DAYS);
        IntStream.range(0, 10_000).forEach(n -> map.put((long) n, null));
        assertThat(travel(map, Codec.jdk())).isEqualTo(map);
        assertThat((Object[]) travel(new Object[1_000_000], Codec.jdk())).hasSize(1_000_000);
        assertThat((Object[]) travel(units, Codec.jdk())).isEqualTo(units);
        assertThat(travel(new ArrayDeque<>(List.of(units)), Codec.jdk())).isNotNull();
    }

    @Test
    void plainValueOfAWrongSizeIsAnErrorOfTheStream() {
        for (byte form : new byte[] {2, 3}) {
            for (int length : new int[] {1, 2, 4, 20}) {
                byte[] main = new byte[length];
                main[0] = form;
                assertThatThrownBy(() -> Codec.jdk().decode(Payload.of(main)))
                        .isInstanceOf(StreamCorruptedException.class);
            }
        }
    }

    /// Only lambdas without values may be handed out twice.
    @Test
    void whatOnlyClaimsToBeALambdaIsNotKept() throws Exception {
        byte[] main = Codec.jdk().encode(new ArrayList<>(List.of(1))).main().clone();
        main[0] = 5;
        Object first = Codec.jdk().decode(Payload.of(main));
        assertThat(Codec.jdk().decode(Payload.of(main))).isEqualTo(first).isNotSameAs(first);
    }

    @Test
    void limitsBelowReasonAreRefused() {
        TravelLimits none = TravelLimits.defaults();
        assertThatThrownBy(() -> none.bytes(TravelLimits.LEAST_BYTES - 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bytes=65535 least=65536");
        assertThatThrownBy(() -> none.depth(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> none.bytes(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> none.references(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> none.arrayLength(0)).isInstanceOf(IllegalArgumentException.class);
        assertThat(none.depth(3).depth()).isEqualTo(3);
    }
}
