package io.heddle.benchmarks.compare;

import io.heddle.Strand;
import java.util.List;

/// What is measured, with whom we compare, and what we want to reach.
///
/// Every pool has one worker for each processor. The number of operations of a round is of the
/// contestant's own choosing, so that nobody's round takes for ever; each value is for one operation.
/// A burst, though, is of the same size for all.
final class Cases {

    static final String CPYTHON_POOL = "cpython-pool";
    static final String CPYTHON_SPAWN = "cpython-spawn";
    static final String CPYTHON_FORK = "cpython-fork";
    static final String CPYTHON_QUEUE = "cpython-queue";
    static final String CPYTHON_LOCK = "cpython-lock";
    static final String CPYTHON_SUBPROCESS = "cpython-subprocess";
    static final String PROCESS_BUILDER = "process-builder";
    static final String AERON = "aeron-ipc";
    static final String REENTRANT_LOCK = "reentrant-lock";
    static final String PP4J = "pp4j";
    static final String BEST_FIXED = "best-fixed-chunk";
    static final String JAVA_HELLO = "java-hello";
    static final String TWO_COPIES = "two-copies";
    static final String FUTEX = "futex-blocking";
    static final String VIRTUAL_THREADS = "virtual-threads";
    static final String VIRTUAL_FUTURES = "virtual-threads-with-results";
    static final String CPYTHON_THREADS = "cpython-threads";
    static final String THREAD_EXECUTOR = "virtual-thread-executor";
    static final String JDK_QUEUE = "jdk-queue";
    static final String JOX = "jox";
    static final String BARE_ENGINE = "bare-engine";

    private static final int STARTS = 5;
    private static final int BURST = 100_000;
    private static final int TRANSFERS = 10;

    private final Workload work;
    private final int workers = Strand.cores();

    Cases(Workload work) {
        this.work = work;
    }

    List<Case> all() {
        return List.of(
                cold("process.cold", "start a child process, run a lambda, get its result", false),
                cold("process.joined", "the same, and wait for the end of the process", true),
                warm(),
                recycle(),
                roundTrip(),
                pipelined(),
                map(),
                bytes(),
                skewed(),
                overshoot(),
                workerGone(),
                deathDetected(),
                orphansGone(),
                queue("queue.1x1", 1),
                queue("queue.2x2", 2),
                lockUncontended(),
                lockOfTwoProcesses(),
                handover(),
                spawn(),
                channel("channel.1x1", 1),
                channel("channel.8x8", 8),
                channel("channel.rendezvous", 0),
                command(),
                clusterOverhead(),
                clusterRoundTrip(),
                clusterMap());
    }

    private Case clusterOverhead() {
        int tasks = work.of(1_000);
        return new Case(
                "cluster.overhead",
                "submit %,d tasks that add 1 to a cluster at once and wait for all; time of each"
                        .formatted(tasks),
                "ms",
                List.of(
                        new Contestant(Contestant.HEDDLE, () -> ClusterSide.heddle(tasks)),
                        new Contestant(BARE_ENGINE, () -> ClusterSide.bare(tasks))),
                List.of(Target.atMost(BARE_ENGINE, 1.1)));
    }

    private Case clusterRoundTrip() {
        int tasks = work.of(200);
        return new Case(
                "cluster.roundtrip",
                "submit a task that adds 1 to a cluster and wait for it, one after the other",
                "ms",
                List.of(
                        new Contestant(Contestant.HEDDLE, () -> ClusterSide.heddleRoundTrip(tasks)),
                        new Contestant(BARE_ENGINE, () -> ClusterSide.bareRoundTrip(tasks))),
                List.of());
    }

    private Case clusterMap() {
        int times = work.of(20);
        return new Case(
                "cluster.map",
                "map a function that adds 1 over %,d numbers in a cluster"
                        .formatted(ClusterSide.MAP_ITEMS),
                "items/s",
                List.of(new Contestant(Contestant.HEDDLE, () -> ClusterSide.map(times))),
                List.of(),
                List.of(Bound.of(100, 1_000)));
    }

    private Case handover() {
        String smallest = "heddle-64-KiB";
        int times = work.of(500);
        return new Case(
                "memory.handover",
                "hand 1 GiB of shared memory to a task, which looks at it and writes into it",
                "µs",
                List.of(
                        new Contestant(Contestant.HEDDLE, () -> HandoverSide.open(1L << 30, times)),
                        new Contestant(smallest, () -> HandoverSide.open(1L << 16, times)),
                        new Contestant("heddle-16-MiB", () -> HandoverSide.open(1L << 24, times))),
                List.of(Target.atMost(smallest, 1.5)));
    }

    private Case spawn() {
        String name = "coroutine.spawn";
        int count = work.of(1_000_000);
        return new Case(
                name,
                "spawn %,d coroutines that add 1 and wait for all of them".formatted(count),
                "ns",
                List.of(
                        new Contestant(Contestant.HEDDLE, () -> CoroutineSide.scope(count)),
                        new Contestant(VIRTUAL_THREADS, () -> CoroutineSide.bare(count)),
                        new Contestant(VIRTUAL_FUTURES, () -> CoroutineSide.results(count)),
                        new Contestant(THREAD_EXECUTOR, () -> CoroutineSide.executor(count)),
                        new Contestant(CPYTHON_THREADS, () -> python(name, work.of(20_000)))),
                List.of(
                        Target.atMost(VIRTUAL_THREADS, 1.15),
                        Target.atMost(CPYTHON_THREADS, 1.0 / 20)));
    }

    private Case channel(String name, int pairs) {
        int elements = work.of(1_000_000);
        return new Case(
                name,
                pairs == 0
                        ? "elements through a channel that holds nothing, one sender and one receiver"
                        : "elements through a channel that holds %d, %d senders and receivers each"
                                .formatted(ChannelSide.CAPACITY, pairs),
                "elements/s",
                List.of(
                        new Contestant(
                                Contestant.HEDDLE, () -> ChannelSide.heddle(pairs, elements)),
                        new Contestant(JDK_QUEUE, () -> ChannelSide.blockingQueue(pairs, elements)),
                        new Contestant(JOX, () -> ChannelSide.jox(pairs, elements))),
                List.of(Target.atLeast(JDK_QUEUE, 1), Target.atLeast(JOX, 1)));
    }

    private Case command() {
        String name = "command.true";
        int runs = work.of(200);
        return new Case(
                name,
                "run a program that does nothing, to its end",
                "ms",
                List.of(
                        new Contestant(
                                Contestant.HEDDLE,
                                () -> CommandSide.heddle(CommandSide.command(), runs)),
                        new Contestant(
                                "heddle-own-session",
                                () -> CommandSide.heddle(CommandSide.command().ownSession(), runs)),
                        new Contestant(PROCESS_BUILDER, () -> CommandSide.processBuilder(runs)),
                        new Contestant(
                                "process-builder-read", () -> CommandSide.processBuilderRead(runs)),
                        new Contestant(CPYTHON_SUBPROCESS, () -> python(name, runs))),
                List.of(Target.atMost(PROCESS_BUILDER, 1), Target.atMost(CPYTHON_SUBPROCESS, 1.5)));
    }

    private Case lockUncontended() {
        String name = "lock.uncontended";
        int pairs = work.of(2_000_000);
        return new Case(
                name,
                "take a lock between processes and give it back; nobody else wants it",
                "ns",
                List.of(
                        new Contestant(Contestant.HEDDLE, () -> LockSide.uncontended(pairs)),
                        new Contestant("heddle-fair", () -> LockSide.fair(pairs)),
                        new Contestant(CPYTHON_LOCK, () -> python(name, work.of(500_000))),
                        new Contestant(REENTRANT_LOCK, () -> LockSide.reentrant(pairs))),
                List.of(Target.atMost(CPYTHON_LOCK, 1), Target.atMost(REENTRANT_LOCK, 3)));
    }

    private Case lockOfTwoProcesses() {
        String name = "lock.two-processes";
        return new Case(
                name,
                "two processes add to one number under a lock, each as fast as it can",
                "additions/s",
                List.of(
                        new Contestant(
                                Contestant.HEDDLE,
                                () -> LockSide.twoProcesses(false, work.of(500_000))),
                        new Contestant(
                                "heddle-fair", () -> LockSide.twoProcesses(true, work.of(50_000))),
                        new Contestant(CPYTHON_LOCK, () -> python(name, work.of(100_000)))),
                List.of(Target.atLeast(CPYTHON_LOCK, 3)));
    }

    private Case cold(String name, String what, boolean untilEnd) {
        // what our children are given too: how much of the difference is the JVM's options?
        List<String> options = List.of("-XX:+UseSerialGC", "-XX:-UsePerfData");
        int starts = work.of(STARTS);
        return new Case(
                name,
                what,
                "ms",
                List.of(
                        new Contestant(Contestant.HEDDLE, () -> HeddleSide.cold(starts, untilEnd)),
                        new Contestant(CPYTHON_SPAWN, () -> python(name, starts)),
                        new Contestant(
                                JAVA_HELLO, () -> JavaPeers.javaHello(starts, untilEnd, List.of())),
                        new Contestant(
                                "java-hello-serial-gc",
                                () -> JavaPeers.javaHello(starts, untilEnd, options))),
                untilEnd
                        ? List.of()
                        : List.of(
                                Target.atMost(CPYTHON_SPAWN, 0.8), Target.atMost(JAVA_HELLO, 1.5)));
    }

    private Case roundTrip() {
        String name = "pool.roundtrip";
        return new Case(
                name,
                "submit a task that does nothing and wait for it, warm",
                "µs",
                List.of(
                        new Contestant(
                                Contestant.HEDDLE,
                                () -> HeddleSide.roundTrip(workers, work.of(10_000))),
                        new Contestant(CPYTHON_POOL, () -> python(name, work.of(3_000))),
                        new Contestant(
                                PP4J, () -> JavaPeers.pp4jRoundTrip(workers, work.of(2_000))),
                        new Contestant(FUTEX, () -> FutexSide.open(work.of(20_000))),
                        new Contestant(
                                "thread-pool",
                                () -> JavaPeers.threadRoundTrip(workers, work.of(20_000)))),
                List.of(
                        Target.atMost(CPYTHON_POOL, 1 / 8.0),
                        Target.atMost(PP4J, 1 / 6.0),
                        Target.atMost(FUTEX, 3)));
    }

    private Case pipelined() {
        String name = "pool.pipelined";
        int tasks = work.of(BURST);
        return new Case(
                name,
                "submit %,d tasks that do nothing at once and wait for all".formatted(tasks),
                "tasks/s",
                List.of(
                        new Contestant(
                                Contestant.HEDDLE, () -> HeddleSide.pipelined(workers, tasks)),
                        new Contestant(CPYTHON_POOL, () -> python(name, tasks)),
                        new Contestant(PP4J, () -> JavaPeers.pp4jPipelined(workers, tasks))),
                List.of(Target.atLeast(CPYTHON_POOL, 10), Target.atLeast(PP4J, 20)));
    }

    private Case map() {
        String name = "pool.map";
        int items = work.of(HeddleSide.MAP_ITEMS);
        return new Case(
                name,
                "map a function that adds 1 over %,d numbers".formatted(items),
                "ns/item",
                List.of(
                        new Contestant(Contestant.HEDDLE, () -> HeddleSide.map(workers, items)),
                        new Contestant(CPYTHON_POOL, () -> python(name, items))),
                List.of(Target.atMost(CPYTHON_POOL, 0.5)));
    }

    private Case bytes() {
        String name = "pool.bytes";
        int transfers = work.of(TRANSFERS);
        return new Case(
                name,
                "send an array of 16 MiB to a task and get it back",
                "ms",
                List.of(
                        new Contestant(
                                Contestant.HEDDLE,
                                () ->
                                        HeddleSide.bytes(
                                                workers, HeddleSide.PAYLOAD_BYTES, transfers)),
                        new Contestant(CPYTHON_POOL, () -> python(name, transfers)),
                        new Contestant(
                                TWO_COPIES,
                                () -> JavaPeers.twoCopies(HeddleSide.PAYLOAD_BYTES, transfers))),
                List.of(Target.atMost(CPYTHON_POOL, 1 / 10.0), Target.atMost(TWO_COPIES, 4)));
    }

    private Case warm() {
        String name = "process.warm";
        int starts = work.of(10);
        return new Case(
                name,
                "run a lambda in a process of its own that waits as a spare, get its result",
                "ms",
                List.of(
                        new Contestant(Contestant.HEDDLE, () -> LifeSide.warm(starts)),
                        new Contestant(CPYTHON_FORK, () -> python(name, starts))),
                List.of(Target.atMost(CPYTHON_FORK, 0.5)));
    }

    private Case recycle() {
        String name = "worker.recycle";
        int recyclings = work.of(10);
        return new Case(
                name,
                "a task right behind the last one of a worker that does %d tasks"
                        .formatted(LifeSide.TASKS_PER_WORKER),
                "ms",
                List.of(
                        new Contestant(Contestant.HEDDLE, () -> LifeSide.recycled(recyclings)),
                        new Contestant("heddle-not-recycled", () -> LifeSide.kept(work.of(1_000))),
                        new Contestant(CPYTHON_POOL, () -> python(name, work.of(5)))),
                List.of());
    }

    private Case skewed() {
        return new Case(
                "pool.skewed",
                "map over %,d items of which one in %d takes %d times as long"
                        .formatted(SkewedSide.ITEMS, SkewedSide.ONE_IN, SkewedSide.TIMES),
                "ms",
                List.of(
                        new Contestant(Contestant.HEDDLE, () -> SkewedSide.adaptive(workers)),
                        new Contestant(BEST_FIXED, () -> SkewedSide.bestFixed(workers))),
                List.of(Target.atMost(BEST_FIXED, 1.2)));
    }

    private Case overshoot() {
        return new Case(
                "deadline.overshoot",
                "how late the future of a task fails whose time is up",
                "ms",
                List.of(
                        new Contestant(
                                Contestant.HEDDLE,
                                () -> FaultSide.overshoot(workers, work.of(200)))),
                List.of(),
                List.of(Bound.of(99, 20)));
    }

    private Case workerGone() {
        return new Case(
                "worker.gone",
                "how long after its limit the process of a task is gone that ignores interrupts",
                "ms",
                List.of(new Contestant(Contestant.HEDDLE, () -> FaultSide.workerGone(work.of(10)))),
                List.of());
    }

    private Case deathDetected() {
        String name = "death.detected";
        int kills = work.of(40);
        return new Case(
                name,
                "from a KILL of a small worker to the failed future of its task",
                "ms",
                List.of(
                        new Contestant(Contestant.HEDDLE, () -> FaultSide.deathDetected(kills)),
                        new Contestant(CPYTHON_POOL, () -> python(name, work.of(10)))),
                List.of(),
                List.of(Bound.of(99, 50)));
    }

    private Case orphansGone() {
        return new Case(
                "orphans.gone",
                "from a KILL of the parent to the end of its last descendant",
                "ms",
                List.of(new Contestant(Contestant.HEDDLE, () -> FaultSide.orphansGone(work.of(2)))),
                List.of(),
                List.of(Bound.of(100, 1_000)));
    }

    private Case queue(String name, int pairs) {
        return new Case(
                name,
                "messages of 64 bytes through a queue, %d producer and consumer processes each"
                        .formatted(pairs),
                "messages/s",
                List.of(
                        new Contestant(
                                Contestant.HEDDLE, () -> QueueSide.open(pairs, work.of(3_000_000))),
                        new Contestant(CPYTHON_QUEUE, () -> python(name, work.of(200_000))),
                        new Contestant(AERON, () -> AeronPeer.open(pairs, work.of(3_000_000)))),
                List.of(Target.atLeast(CPYTHON_QUEUE, 15), Target.atLeast(AERON, 0.7)));
    }

    private LineSide python(String name, int operations) throws Exception {
        return PythonSide.open(name, workers, operations);
    }
}
