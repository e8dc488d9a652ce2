package io.heddle.internal.engine.process;

import static io.heddle.internal.engine.process.Probe.failureOf;
import static io.heddle.internal.engine.process.Probe.resultOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.heddle.PoolUnavailableException;
import io.heddle.RemoteTaskException;
import io.heddle.TaskContext;
import io.heddle.TaskPool;
import io.heddle.TaskSerializationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A known chain of calls that runs while it is read: it runs where nothing guards, and is refused by a
/// list of types, on every way that leads into a process.
///
/// The list lets everything of this package travel, the means to build the chain included; what it leaves
/// out is the library.
@Tag("slow")
@Tag("fault-50")
@ExtendWith(NoLeftovers.class)
class GadgetTest {

    private static final String OWN = "io.heddle.internal.engine.process.*";

    private static TaskPool open() {
        return Probe.briefPool(1);
    }

    private static TaskPool strict() {
        return Probe.briefPools().workers(1).allowOnly(OWN).build();
    }

    @Test
    void chainRunsWhereNothingGuards() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(Gadget.make());
        int before = Gadget.runs();

        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(Gadget.runs()).isEqualTo(before + 1);
    }

    @Test
    void withoutAListTheChainRunsInTheWorkerAndInTheParent() throws Exception {
        try (TaskPool pool = open()) {
            Serializable gadget = Gadget.make();
            assertThat(resultOf(pool.submit(() -> gadget == null ? -1 : Gadget.runs()))).isOne();

            int before = Gadget.runs();
            resultOf(pool.submit(() -> Gadget.make()));
            assertThat(Gadget.runs()).isEqualTo(before + 1);
        }
    }

    @Test
    void listRefusesTheChainInTheWorker() throws Exception {
        try (TaskPool pool = strict()) {
            Set<Long> workers = Probe.awaitIdle(pool, 1);
            Serializable gadget = Gadget.make();

            TaskSerializationException failure =
                    failureOf(
                            pool.submit(() -> gadget == null ? -1 : Gadget.runs()),
                            TaskSerializationException.class);

            assertThat(failure)
                    .hasMessageContaining("could not be read in the worker")
                    .hasMessageContaining("not on the pool's list of types")
                    .hasMessageContaining("allowOnly(\"org.apache.commons.collections.");
            assertThat(failure.path()).startsWith("org.apache.commons.collections.");
            assertThat(resultOf(pool.submit(() -> Gadget.runs()))).isZero();
            assertThat(Probe.pids(pool)).isEqualTo(workers);
        }
    }

    @Test
    void listRefusesAChainThatAWorkerSendsAsAResult() throws Exception {
        int before = Gadget.runs();
        try (TaskPool pool = strict()) {
            Set<Long> workers = Probe.awaitIdle(pool, 1);

            TaskSerializationException failure =
                    failureOf(pool.submit(() -> Gadget.make()), TaskSerializationException.class);

            assertThat(failure)
                    .hasMessageContaining("the result could not be read")
                    .hasMessageContaining("allowOnly(\"org.apache.commons.collections.");
            assertThat(failure.path()).startsWith("org.apache.commons.collections.");
            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
            assertThat(Probe.pids(pool)).isEqualTo(workers);
        }
        assertThat(Gadget.runs()).isEqualTo(before);
    }

    @Test
    void listRefusesAChainWithinAnException() throws Exception {
        int before = Gadget.runs();
        try (TaskPool pool = strict()) {
            RemoteTaskException standIn =
                    failureOf(
                            pool.submit(() -> {
                                throw new Gadget.Carrier(Gadget.make());
                            }),
                            RemoteTaskException.class);

            assertThat(standIn.originalType()).isEqualTo(Gadget.Carrier.class.getName());
            assertThat(standIn.getSuppressed())
                    .hasAtLeastOneElementOfType(InvalidClassException.class);
            assertThat(resultOf(pool.submit(() -> 42))).isEqualTo(42);
        }
        assertThat(Gadget.runs()).isEqualTo(before);
    }

    /// The exception of an item travels in a stream within the stream of its chunk.
    @Test
    void listRefusesAChainWithinTheExceptionOfAnItem() throws Exception {
        int before = Gadget.runs();
        try (TaskPool pool = strict()) {
            Throwable failure = catchThrowable(() -> pool.map(GadgetTest::fail, List.of(1)));

            assertThat(failure)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(RemoteTaskException.class);
            assertThat(pool.map(n -> n + 1, IntStream.range(0, 1_000).boxed().toList()))
                    .hasSize(1_000)
                    .endsWith(1_000);
        }
        assertThat(Gadget.runs()).isEqualTo(before);
    }

    private static int fail(int n) {
        throw new Gadget.Carrier(n > 0 ? Gadget.make() : null);
    }

    @Test
    void listRefusesAChainThatTheInitializerThrows() throws Exception {
        int before = Gadget.runs();
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .allowOnly(OWN)
                        .initializer(() -> {
                            throw new Gadget.Carrier(Gadget.make());
                        })
                        .build()) {
            assertThat(failureOf(pool.submit(() -> 42)))
                    .isInstanceOf(PoolUnavailableException.class)
                    .hasCauseInstanceOf(RemoteTaskException.class);
        }
        assertThat(Gadget.runs()).isEqualTo(before);
    }

    @Test
    void listRefusesAChainThatAStrandSends() throws Exception {
        int before = Gadget.runs();
        var strand = Probe.briefStrand().allowOnly(OWN).start(() -> Gadget.make());

        failureOf(strand, TaskSerializationException.class);

        strand.join();
        assertThat(Gadget.runs()).isEqualTo(before);
    }

    @Test
    void ownFilterOfTheParentRefusesTheChain() throws Exception {
        int before = Gadget.runs();
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .resultFilter(
                                java.io.ObjectInputFilter.Config.createFilter(
                                        "!org.apache.commons.collections.**"))
                        .build()) {
            TaskSerializationException failure =
                    failureOf(pool.submit(() -> Gadget.make()), TaskSerializationException.class);
            assertThat(failure).hasMessageContaining("refused by the pool's own filter: type=org.");
            assertThat(resultOf(pool.submit(() -> new StringBuilder("fine")))).hasToString("fine");
        }
        assertThat(Gadget.runs()).isEqualTo(before);
    }

    /// A value that a filter may allow or not.
    record Fine(int number) implements Serializable {
        @java.io.Serial private static final long serialVersionUID = 1L;
    }

    private static TaskPool filtered(ObjectInputFilter filter) {
        return Probe.briefPools().workers(1).resultFilter(filter).build();
    }

    private static final String FINE = Fine.class.getName();

    @Test
    void valueOfTheContextThatIsNotOnTheListIsNamedByKeyAndType() throws Exception {
        try (TaskPool pool =
                Probe.briefPools().workers(1).allowOnly(GadgetTest.class.getName()).build()) {
            TaskSerializationException failure =
                    failureOf(
                            TaskContext.current()
                                    .with("tenant", new Fine(1))
                                    .call(() -> pool.submit(() -> 1)),
                            TaskSerializationException.class);

            assertThat(failure)
                    .hasMessageContaining("carrier=task-context key=tenant")
                    .hasMessageContaining("not on the pool's list of types: type=" + FINE)
                    .hasMessageContaining("allowOnly(\"" + FINE + "\")");
            assertThat(
                            resultOf(
                                    TaskContext.current()
                                            .with("tenant", "acme")
                                            .call(() ->
                                                    pool.submit(() ->
                                                            TaskContext.current()
                                                                    .get("tenant", String.class)
                                                                    .orElse("none")))))
                    .isEqualTo("acme");
        }
    }

    @Test
    void ownFilterIsNotAskedAboutWhatHeddlePutsAroundResults() throws Exception {
        try (TaskPool pool = filtered(ObjectInputFilter.Config.createFilter(FINE + ";!*"))) {
            assertThat(resultOf(pool.submit(() -> new Fine(1)))).isEqualTo(new Fine(1));
            assertThat(pool.map(n -> new Fine(n), List.of(1, 2))).contains(new Fine(2));
            assertThat(pool.map(n -> n, List.of(1, 2, 3))).containsExactly(1, 2, 3);
            try (Stream<Fine> stream = pool.stream(n -> new Fine(n), List.of(1, 2))) {
                assertThat(stream).contains(new Fine(1));
            }
        }
    }

    @Test
    void filterThatKnowsOneTypeAloneSeesNothingElseOfAResult() throws Exception {
        List<String> asked = Collections.synchronizedList(new ArrayList<>());
        try (TaskPool pool =
                filtered(info -> {
                    if (info.serialClass() != null) {
                        asked.add(info.serialClass().getName());
                    }
                    return ObjectInputFilter.Status.UNDECIDED;
                })) {
            assertThat(pool.map(n -> new Fine(n), List.of(1, 2))).hasSize(2);
        }
        assertThat(asked).isNotEmpty().containsOnly(FINE);
    }

    @Test
    void ownFilterIsAskedAboutWhatStandsInAChunk() throws Exception {
        try (TaskPool pool = filtered(ObjectInputFilter.Config.createFilter("!" + FINE))) {
            assertThatThrownBy(() -> pool.map(n -> new Fine(n), List.of(1, 2)))
                    .hasCauseInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("refused by the pool's own filter: type=" + FINE);
            assertThatThrownBy(() -> pool.map(n -> new Object[] {new Fine(n)}, List.of(1, 2)))
                    .hasMessageContaining("refused by the pool's own filter: type=" + FINE);
        }
    }

    @Test
    void ownFilterIsAskedAboutAnArrayThatTravelsBesideTheStream() throws Exception {
        try (TaskPool pool = filtered(ObjectInputFilter.Config.createFilter("maxarray=100000"))) {
            assertThatThrownBy(() -> pool.map(n -> new byte[n], List.of(1_000_000)))
                    .hasCauseInstanceOf(TaskSerializationException.class)
                    .hasMessageContaining("refused by the pool's own filter: type=byte");
            assertThat(pool.map(n -> new byte[n], List.of(90_000))).hasSize(1);
        }
    }

    @Test
    void exceptionPassesTheOwnFilterByItself() throws Exception {
        try (TaskPool pool = filtered(ObjectInputFilter.Config.createFilter("java.base/*;!*"))) {
            assertThat(failureOf(pool.submit(() -> throwIt("mine")), IOException.class))
                    .hasMessage("mine");
            assertThatThrownBy(() -> pool.map(n -> throwIt("item"), List.of(1, 2)))
                    .hasCauseInstanceOf(IOException.class)
                    .hasMessageContaining("item");
        }
    }

    private static int throwIt(String message) throws IOException {
        throw new IOException(message);
    }

    @Test
    void exceptionThatTheOwnFilterRejectsHasAStandIn() throws Exception {
        try (TaskPool pool = filtered(info -> ObjectInputFilter.Status.REJECTED)) {
            assertThat(
                            failureOf(pool.submit(() -> throwIt("mine")), RemoteTaskException.class)
                                    .originalType())
                    .isEqualTo("java.io.IOException");
        }
    }

    @Test
    void ownFilterThatThrowsIsNamedWithItsException() throws Exception {
        try (TaskPool pool =
                filtered(info -> {
                    throw new IllegalStateException("a bug of mine");
                })) {
            assertThat(failureOf(pool.submit(() -> new Fine(1)), TaskSerializationException.class))
                    .hasMessageContaining("the pool's own filter failed")
                    .hasMessageContaining("java.lang.IllegalStateException: a bug of mine")
                    .hasRootCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void filterOfTheWholeJvmIsAskedInTheWorker() throws Exception {
        try (TaskPool pool =
                Probe.briefPools()
                        .workers(1)
                        .jvmArgs("-Djdk.serialFilter=!org.apache.commons.collections.**")
                        .build()) {
            Serializable gadget = Gadget.make();
            failureOf(
                    pool.submit(() -> gadget == null ? -1 : Gadget.runs()),
                    TaskSerializationException.class);
            assertThat(resultOf(pool.submit(() -> Gadget.runs()))).isZero();
        }
    }
}
