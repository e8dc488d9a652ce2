package io.heddle.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.Action;
import io.heddle.HeddleException;
import io.heddle.ProcessStrand;
import io.heddle.RemoteTaskException;
import io.heddle.TaskPool;
import io.heddle.TaskSerializationException;
import io.heddle.manager.ManagedValue;
import io.heddle.manager.Manager;
import java.io.IOException;
import java.io.Serializable;
import java.lang.reflect.UndeclaredThrowableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the objects of a manager do for those who call them as long as it lives, whoever else dies.
@Tag("slow")
class ManagerTest {

    private static final String[] NO_STRINGS = {};

    private static Manager manager;
    private static TaskPool pool;

    @TempDir Path folder;
    private Marks marks;

    @BeforeEach
    void makeMarks() {
        marks = Marks.in(folder);
    }

    @BeforeAll
    static void start() {
        manager = Manager.builder().name("held").process(ShortLife.strand()).start();
        pool = TaskPool.ofProcesses().workers(2).jvmArgs(ShortLife.jvmArguments()).build();
    }

    @AfterAll
    static void close() throws InterruptedException {
        pool.close();
        manager.close();
        Leftovers.awaitNone();
    }

    /// An interface with all that one may have.
    interface Inventory {
        int add(String what, int count) throws TooMany;

        int of(String what);

        default int both(String one, String other) {
            return of(one) + of(other);
        }

        String join(String separator, Object... parts);

        <T extends Comparable<T>> T larger(T one, T other);

        Section section(String name);

        long pid();

        void fail(String how) throws IOException;

        Object strange();
    }

    interface Section {
        void put(String what);

        List<String> all();
    }

    /// A checked exception with a value of its own.
    static final class TooMany extends Exception {
        private static final long serialVersionUID = 1L;
        final int most;

        TooMany(int most) {
            super("too many: most=" + most);
            this.most = most;
        }
    }

    /// One that cannot travel.
    static final class Stuck extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings({"serial", "UnusedVariable"}) // that it cannot be serialized is the point
        private final Object anchor = new Object();

        Stuck() {
            super("stuck");
        }
    }

    static final class InMemory implements Inventory {
        private final Manager manager;
        private final Map<String, Integer> counts = new ConcurrentHashMap<>();
        private final Map<String, Section> sections = new ConcurrentHashMap<>();

        InMemory(Manager manager) {
            this.manager = manager;
        }

        @Override
        public int add(String what, int count) throws TooMany {
            if (count > 100) {
                throw new TooMany(100);
            }
            return counts.merge(what, count, Integer::sum);
        }

        @Override
        public int of(String what) {
            return counts.getOrDefault(what, 0);
        }

        @Override
        public String join(String separator, Object... parts) {
            return String.join(separator, Arrays.stream(parts).map(String::valueOf).toList());
        }

        @Override
        public <T extends Comparable<T>> T larger(T one, T other) {
            return one.compareTo(other) > 0 ? one : other;
        }

        @Override
        public Section section(String name) {
            return sections.computeIfAbsent(name, _ -> manager.share(Section.class, Shelf::new));
        }

        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }

        @Override
        public void fail(String how) throws IOException {
            switch (how) {
                case "io" -> throw new IOException("no disk");
                case "stuck" -> throw new Stuck();
                case "undeclared" -> sneak(new InterruptedException("not declared"));
                default -> throw new IllegalStateException(how);
            }
        }

        @SuppressWarnings("unchecked")
        private static <X extends Throwable> void sneak(Throwable failure) throws X {
            throw (X) failure;
        }

        @Override
        public Object strange() {
            return Thread.currentThread();
        }
    }

    static final class Shelf implements Section {
        private final List<String> things = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void put(String what) {
            things.add(what);
        }

        @Override
        public List<String> all() {
            return new ArrayList<>(things);
        }
    }

    private static Inventory inventory() {
        Manager own = manager;
        return manager.share(Inventory.class, () -> new InMemory(own));
    }

    // ---- objects of any interface
    // ----------------------------------------------------------------

    @Test
    void methodsOfAllKindsRunInTheProcessOfTheManager() throws Exception {
        Inventory stock = inventory();
        assertThat(stock.pid())
                .isEqualTo(manager.pid())
                .isNotEqualTo(ProcessHandle.current().pid());
        assertThat(stock.add("warp", 3)).isEqualTo(3);
        assertThat(stock.add("weft", 4)).isEqualTo(4);
        assertThat(stock.both("warp", "weft")).isEqualTo(7);
        assertThat(stock.join("-", 1, "b", null)).isEqualTo("1-b-null");
        assertThat(stock.join("-")).isEmpty();
        assertThat(stock.larger("a", "b")).isEqualTo("b");
    }

    @Test
    void whatIsCapturedByTasksIsTheSameObjectThere() throws Exception {
        Inventory stock = inventory();
        List<Integer> each = pool.map(_ -> stock.add("reed", 1), Collections.nCopies(40, 0));
        assertThat(each).containsExactlyInAnyOrderElementsOf(oneTo(40));
        assertThat(stock.of("reed")).isEqualTo(40);
        Inventory back = pool.submit(() -> stock).get();
        assertThat(back).isEqualTo(stock).hasSameHashCodeAs(stock).isNotEqualTo(inventory());
        assertThat(stock).hasToString(back.toString()).asString().contains("Inventory@held/");
    }

    private static List<Integer> oneTo(int last) {
        return java.util.stream.IntStream.rangeClosed(1, last).boxed().toList();
    }

    @Test
    void managerThatIsCapturedMakesObjectsToo() throws Exception {
        Manager own = manager;
        List<String> list =
                pool.submit(
                                () -> {
                                    List<String> made = own.list();
                                    made.add("made in " + own.name());
                                    return made;
                                })
                        .get();
        list.add("and used here");
        assertThat(list).containsExactly("made in held", "and used here");
        assertThatThrownBy(() -> pool.submit(own::close).get())
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("manager=held")
                .hasMessageContaining("closed by the process that started it");
        assertThat(pool.submit(() -> own).get()).isEqualTo(own);
    }

    @Test
    @Tag("fault-54")
    void proxyWithinAnotherObjectIsTheSameObjectForAll() throws Exception {
        Inventory stock = inventory();
        Section linen = stock.section("linen");
        linen.put("towel");
        assertThat(stock.section("linen")).isEqualTo(linen);
        assertThat(stock.section("linen").all()).containsExactly("towel");

        Map<String, Object> shelf = manager.map();
        List<String> within = manager.list();
        shelf.put("list", within);
        shelf.put("section", linen);
        shelf.put("itself", shelf);
        int size =
                pool.submit(
                                () -> {
                                    @SuppressWarnings("unchecked")
                                    List<String> there = (List<String>) shelf.get("list");
                                    there.add("by reference");
                                    ((Section) shelf.get("section")).put("cloth");
                                    return ((Map<?, ?>) shelf.get("itself")).size();
                                })
                        .get();
        assertThat(size).isEqualTo(3);
        assertThat(within).containsExactly("by reference");
        assertThat(linen.all()).containsExactly("towel", "cloth");
    }

    @Test
    void whatIsNoProxyIsCopied() {
        Map<String, List<Integer>> lists = manager.map();
        ArrayList<Integer> mine = new ArrayList<>(List.of(1));
        lists.put("a", mine);
        mine.add(2);
        lists.get("a").add(3);
        assertThat(lists.get("a")).containsExactly(1);
    }

    @Test
    @Tag("fault-54")
    void exceptionArrivesAsItWasThrownWithTheStackOfTheManager() {
        Inventory stock = inventory();
        assertThatThrownBy(() -> stock.add("warp", 101))
                .isInstanceOf(TooMany.class)
                .hasMessage("too many: most=100")
                .satisfies(e -> assertThat(((TooMany) e).most).isEqualTo(100))
                .satisfies(ManagerTest::hasBothStacks);
        assertThatThrownBy(() -> stock.fail("io")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> stock.fail("odd"))
                .isInstanceOf(IllegalStateException.class)
                .satisfies(ManagerTest::hasBothStacks);
    }

    private static void hasBothStacks(Throwable failure) {
        List<String> places =
                Arrays.stream(failure.getStackTrace())
                        .map(place -> place.getClassName() + "." + place.getMethodName())
                        .toList();
        assertThat(places.getFirst()).startsWith(InMemory.class.getName());
        assertThat(places).anyMatch(place -> place.startsWith("io.heddle.manager.Running."));
        assertThat(places).anyMatch(place -> place.startsWith(ManagerTest.class.getName() + "."));
    }

    @Test
    @Tag("fault-54")
    void exceptionThatCannotTravelHasAStandIn() {
        Inventory stock = inventory();
        assertThatThrownBy(() -> stock.fail("stuck"))
                .isInstanceOf(RemoteTaskException.class)
                .hasMessageContaining(Stuck.class.getName())
                .satisfies(ManagerTest::hasBothStacks);
        assertThatThrownBy(() -> stock.fail("undeclared"))
                .isInstanceOf(UndeclaredThrowableException.class)
                .cause()
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void whatCannotTravelIsNamedAndTheNextCallWorks() {
        Inventory stock = inventory();
        assertThatThrownBy(() -> stock.join("-", Thread.currentThread()))
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("Inventory@held/")
                .hasMessageContaining("join")
                .hasMessageContaining("java.lang.Thread");
        assertThatThrownBy(stock::strange)
                .isInstanceOf(TaskSerializationException.class)
                .hasMessageContaining("cannot leave the manager")
                .hasMessageContaining("java.lang.Thread");
        assertThat(stock.join("-", "fine")).isEqualTo("fine");
    }

    @Test
    void makerThatFailsSaysWhyAndNoInterfaceIsRefused() {
        assertThatThrownBy(() ->
                        manager.share(
                                Section.class,
                                () -> {
                                    throw new IOException("no shelf");
                                }))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("Section")
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("no shelf");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> manager.share(String.class, () -> "no interface"))
                .withMessageContaining("java.lang.String");
        assertThatIllegalArgumentException().isThrownBy(() -> manager.queue(0));
    }

    @Test
    void interfacesOfTheJdkCanBeSharedToo() {
        CharSequence text = manager.share(CharSequence.class, () -> "warp");
        assertThat(text.length()).isEqualTo(4);
        assertThat(text.charAt(0)).isEqualTo('w');
    }

    @Test
    void releasedObjectIsGoneForAll() {
        Inventory stock = inventory();
        ManagedValue<Integer> number = manager.value(1);
        assertThat(manager.release(stock)).isTrue();
        assertThat(manager.release(stock)).isFalse();
        assertThat(manager.release(number)).isTrue();
        assertThatThrownBy(() -> stock.of("warp"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("released")
                .hasMessageContaining("manager=held");
        assertThatThrownBy(number::get).isInstanceOf(IllegalStateException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> manager.release("no proxy"));
    }

    // ---- maps, lists, values
    // -----------------------------------------------------------------------

    @Test
    void countersOfManyProcessesAreExactHoweverTheyAreChanged() throws Exception {
        ConcurrentMap<String, Integer> counts = manager.map();
        ManagedValue<Integer> value = manager.value(0);
        List<Integer> list = manager.list();
        list.add(0);
        pool.map(
                _ -> {
                    counts.merge("here", 1, (a, b) -> a + b); // computed by the caller
                    counts.merge(
                            "there",
                            1,
                            (BiFunction<Integer, Integer, Integer> & Serializable) Integer::sum);
                    value.updateAndGet(n -> n + 1);
                    value.updateAndGet((UnaryOperator<Integer> & Serializable) n -> n + 1);
                    list.replaceAll(n -> n + 1);
                    list.replaceAll((UnaryOperator<Integer> & Serializable) n -> n + 1);
                    return 0;
                },
                Collections.nCopies(50, 0));
        assertThat(counts).containsOnly(Map.entry("here", 50), Map.entry("there", 50));
        assertThat(value.get()).isEqualTo(100);
        assertThat(list).containsExactly(100);
    }

    @Test
    void functionRunsInTheManagerIfItCanTravelAndHereOtherwise() {
        ConcurrentMap<String, Long> pids = manager.map();
        long here = ProcessHandle.current().pid();
        pids.compute("here", (_, _) -> ProcessHandle.current().pid());
        pids.compute(
                "there",
                (BiFunction<String, Long, Long> & Serializable)
                        (_, _) -> ProcessHandle.current().pid());
        assertThat(pids).containsOnly(Map.entry("here", here), Map.entry("there", manager.pid()));
    }

    /// Copies of an array are never equal, so whoever compared values would try for ever.
    @Test
    void valuesWithoutEqualsCanBeMerged() {
        ConcurrentMap<String, byte[]> texts = manager.map();
        for (String part : List.of("warp", "weft")) {
            texts.merge(
                    "all",
                    part.getBytes(StandardCharsets.UTF_8),
                    (a, b) -> (text(a) + text(b)).getBytes(StandardCharsets.UTF_8));
        }
        assertThat(text(texts.get("all"))).isEqualTo("warpweft");
        assertThat(texts.computeIfAbsent("none", _ -> null)).isNull();
        assertThat(texts.computeIfPresent("all", (_, _) -> null)).isNull();
        assertThat(texts).isEmpty();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void valueIsComparedByEqualsAndReplaced() {
        ManagedValue<List<String>> value = manager.value(new ArrayList<>(List.of("a")));
        assertThat(value.compareAndSet(List.of("b"), List.of("c"))).isFalse();
        assertThat(value.compareAndSet(List.of("a"), List.of("c"))).isTrue();
        assertThat(value.getAndSet(List.of("d"))).containsExactly("c");
        assertThat(value.getAndUpdate(_ -> null)).containsExactly("d");
        assertThat(value.get()).isNull();
        value.set(List.of());
        assertThat(value.get()).isEmpty();
    }

    @Test
    void walkSeesTheListAsItWasAndChangesItOnlyIfNobodyElseHas() {
        List<String> list = manager.list();
        list.addAll(List.of("a", "b", "c"));
        var walk = list.listIterator();
        walk.next();
        walk.remove();
        walk.next();
        walk.set("B");
        assertThat(list).containsExactly("B", "c");
        list.add("d");
        assertThat(walk.next()).isEqualTo("c");
        assertThatThrownBy(walk::remove)
                .isInstanceOf(java.util.ConcurrentModificationException.class);
        assertThat(list).containsExactly("B", "c", "d");
        list.sort(java.util.Comparator.reverseOrder());
        assertThat(list.removeIf(each -> each.equals("c"))).isTrue();
        assertThat(list).containsExactly("d", "B");
        assertThat(list.removeFirst() + list.removeLast()).isEqualTo("dB");
    }

    @Test
    void setOverAMapTravelsToo() throws Exception {
        Set<String> names = Collections.newSetFromMap(manager.map());
        pool.map(i -> names.add("n" + i % 3), oneTo(9));
        assertThat(names).containsExactlyInAnyOrder("n0", "n1", "n2");
    }

    // ---- queues
    // ------------------------------------------------------------------------------------

    @Test
    void elementsOfManyGoToExactlyOneEach() throws Exception {
        BlockingQueue<Integer> queue = manager.queue(3);
        List<Integer> got = manager.list();
        Future<?> consumer =
                pool.submit(() -> {
                    for (int next = queue.take(); next > 0; next = queue.take()) {
                        got.add(next);
                    }
                });
        Future<?> producer =
                pool.submit(() -> {
                    for (int i = 1; i <= 30; i++) {
                        queue.put(i);
                    }
                    queue.put(0);
                });
        producer.get();
        consumer.get();
        assertThat(got).containsExactlyElementsOf(oneTo(30));
        assertThat(queue).isEmpty();
    }

    @Test
    void fullAndEmptyQueuesSayNoInTime() throws Exception {
        BlockingQueue<String> queue = manager.queue(1);
        assertThat(queue.poll()).isNull();
        assertThat(queue.poll(1, TimeUnit.MILLISECONDS)).isNull();
        assertThat(queue.offer("a")).isTrue();
        assertThat(queue.offer("b")).isFalse();
        assertThat(queue.offer("b", 1, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(queue.remainingCapacity()).isZero();
        List<String> drained = new ArrayList<>();
        assertThat(queue.drainTo(drained)).isEqualTo(1);
        assertThat(drained).containsExactly("a");
    }

    @Test
    void hundredsOfCallsThatWaitHoldUpNoOther() throws Exception {
        BlockingQueue<Integer> queue = manager.queue();
        ManagedValue<Integer> value = manager.value(0);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> takers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                takers.add(callers.submit(queue::take));
            }
            value.set(1);
            assertThat(value.get()).isEqualTo(1);
            queue.addAll(oneTo(200));
            List<Integer> taken = new ArrayList<>();
            for (Future<Integer> taker : takers) {
                taken.add(taker.get());
            }
            assertThat(taken).containsExactlyInAnyOrderElementsOf(oneTo(200));
        }
    }

    // ---- interrupts
    // --------------------------------------------------------------------------------

    @Test
    void interruptedTakeHasTakenNothing() throws Exception {
        BlockingQueue<String> queue = manager.queue();
        for (int i = 0; i < 20; i++) { // some before it waits there, some after
            FutureTask<String> taking = new FutureTask<>(queue::take);
            Thread taker = Thread.startVirtualThread(taking);
            Eventually.holds("it waits", () -> taker.getState() == Thread.State.WAITING);
            taker.interrupt();
            taker.join();
            assertThatThrownBy(taking::get).hasCauseInstanceOf(InterruptedException.class);
        }
        queue.put("still here");
        assertThat(queue.poll(20, TimeUnit.SECONDS)).isEqualTo("still here");
        Thread.currentThread().interrupt();
        assertThatThrownBy(queue::take).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void callThatDoesNotDeclareInterruptsEndsAndTheInterruptIsStillThere() {
        ManagedValue<String> value = manager.value("a");
        Thread.currentThread().interrupt();
        value.set("b");
        assertThat(value.get()).isEqualTo("b");
        assertThat(Thread.interrupted()).isTrue();
    }

    // ---- those who call die
    // ------------------------------------------------------------------------

    /// An object whose calls may wait for ever.
    interface Sleeper {
        void sleep() throws InterruptedException;

        int fine();
    }

    record Sleepless(Marks marks) implements Sleeper {
        @Override
        public void sleep() throws InterruptedException {
            marks.set("hangs");
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                marks.set("interrupted");
                throw e;
            }
        }

        @Override
        public int fine() {
            return 1;
        }
    }

    @Test
    @Tag("fault-54")
    void killedTakerSwallowsNoElement() throws Exception {
        Marks own = marks;
        BlockingQueue<String> queue = manager.queue();
        ProcessStrand<?> child =
                ShortLife.strand()
                        .start(
                                Action.of(() -> {
                                    own.set("takes");
                                    queue.take();
                                }));
        own.await("takes");
        child.kill();
        child.join();
        queue.put("still here");
        assertThat(queue.poll(20, TimeUnit.SECONDS)).isEqualTo("still here");
    }

    /// It is stopped with its call already made: the manager hands the element over, and nobody says that it has arrived.
    @Test
    @Tag("fault-54")
    void elementOnItsWayToAKilledTakerComesBack() throws Exception {
        Marks own = marks;
        BlockingQueue<String> queue = manager.queue(10);
        ProcessStrand<?> child =
                ShortLife.strand()
                        .start(
                                Action.of(() -> {
                                    var _ = queue.size(); // it is connected
                                    own.set("takes");
                                    queue.take();
                                    own.set("has taken");
                                }));
        own.await("takes");
        Standstill.of(child);
        queue.addAll(List.of("a", "b", "c"));
        child.kill();
        child.join();
        if (!own.isSet("has taken")) {
            List<String> left = new ArrayList<>();
            Eventually.holds(
                    "all are there",
                    () -> {
                        left.clear();
                        left.addAll(List.of(queue.toArray(NO_STRINGS)));
                        return left.size() == 3;
                    });
            assertThat(left).containsExactly("a", "b", "c");
        }
    }

    @Test
    @Tag("fault-54")
    void callsOfAKilledCallerAreInterruptedAndOthersGoOn() throws Exception {
        Marks own = marks;
        Sleeper sleeper = manager.share(Sleeper.class, () -> new Sleepless(own));
        ProcessStrand<?> child = ShortLife.strand().start(Action.of(sleeper::sleep));
        own.await("hangs");
        child.kill();
        child.join();
        own.await("interrupted");
        assertThat(sleeper.fine()).isEqualTo(1);
    }

    @Test
    @Tag("fault-54")
    void stoppedCallerWithAHugeAnswerHoldsUpNobody() throws Exception {
        Marks own = marks;
        ManagedValue<byte[]> huge = manager.value(new byte[8 << 20]);
        ManagedValue<Integer> small = manager.value(1);
        ProcessStrand<?> child =
                ShortLife.strand()
                        .start(
                                Action.of(() -> {
                                    while (true) {
                                        own.set(huge.get().length == 8 << 20 ? "reads" : "");
                                    }
                                }));
        own.await("reads");
        Standstill.of(child);
        for (int i = 0; i < 50; i++) {
            small.set(i);
            assertThat(small.get()).isEqualTo(i);
        }
        child.kill();
        child.join();
    }
}
