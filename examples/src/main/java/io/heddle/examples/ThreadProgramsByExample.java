package io.heddle.examples;

import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.coroutine.TrackedQueue;
import io.heddle.shared.HeddleLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Small programs about threads, each of which shows one thing.
public final class ThreadProgramsByExample {

    private static final int LIMIT_SECONDS = 20;

    private ThreadProgramsByExample() {}

    /// Runs them all.
    ///
    /// @param arguments none are looked at
    /// @throws Exception if one of the examples fails
    public static void main(String[] arguments) throws Exception {
        System.out.println("two at once: " + twoFunctions());
        System.out.println("a class: " + taskOfAClass());
        System.out.println("alive of fifty: " + fifty());
        System.out.println("how many run: " + enumerated());
        System.out.println("named: " + namedLoop());
        System.out.println("daemons: " + daemonsEndWithTheProgram());
        System.out.println("arguments: " + withArguments());
        System.out.println("in any order: " + unordered());
        System.out.println("shared: " + sharedList());
        System.out.println("without a lock: " + race(100_000));
        System.out.println("with a lock: " + mutex(100_000));
        System.out.println("balance: " + balance());
        System.out.println("never released: " + neverReleased());
        System.out.println("both wait: " + deadlock(Strand::ofThread));
        System.out.println("produced and consumed: " + producerAndConsumers());
    }

    /// Both are at work at the same time, or they would never meet.
    static List<String> twoFunctions() throws InterruptedException, ExecutionException {
        CountDownLatch both = new CountDownLatch(2);
        Strand<String> singer = Strand.ofThread().start(() -> perform("sing", both));
        Strand<String> dancer = Strand.ofThread().start(() -> perform("dance", both));
        return List.of(singer.get(), dancer.get());
    }

    private static String perform(String what, CountDownLatch both) throws InterruptedException {
        both.countDown();
        return both.await(LIMIT_SECONDS, TimeUnit.SECONDS) ? what : what + " alone";
    }

    /// A task that is a class with fields.
    ///
    /// @param words what is sung
    /// @param verses how often
    private record Song(String words, int verses) implements Task<String> {
        @Override
        public String call() {
            return (words + " ").repeat(verses).strip();
        }
    }

    static String taskOfAClass() throws InterruptedException, ExecutionException {
        return Strand.ofThread().start(new Song("la", 3)).get();
    }

    static List<Long> fifty() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        List<Strand<?>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(Strand.ofThread().start(() -> end.await())); // main goes on at once
        }
        long before = all.stream().filter(Strand::isAlive).count();
        end.countDown();
        for (Strand<?> one : all) {
            one.join();
        }
        return List.of(before, all.stream().filter(Strand::isAlive).count()); // 50, 0
    }

    static List<Long> enumerated() throws InterruptedException {
        CountDownLatch endOfSong = new CountDownLatch(1);
        CountDownLatch endOfDance = new CountDownLatch(1);
        Strand<?> singer = Strand.ofThread().name("show sing").start(() -> endOfSong.await());
        Strand<?> dancer = Strand.ofThread().name("show dance").start(() -> endOfDance.await());
        List<Long> running = new ArrayList<>();
        running.add(withMain());
        endOfSong.countDown();
        singer.join();
        running.add(withMain());
        endOfDance.countDown();
        dancer.join();
        running.add(withMain());
        return running; // 3, 2, 1
    }

    private static long withMain() {
        return 1 + Strand.active().stream().filter(s -> s.name().startsWith("show ")).count();
    }

    static List<String> namedLoop() throws InterruptedException, ExecutionException {
        Strand<List<String>> loop =
                Strand.ofThread()
                        .name("loop")
                        .start(() ->
                                IntStream.rangeClosed(1, 5)
                                        .mapToObj(i -> Strand.current().name() + " " + i)
                                        .toList());
        return loop.get();
    }

    /// The program here is a process, which would go on for ever if it waited for one of these.
    static String daemonsEndWithTheProgram() throws InterruptedException, ExecutionException {
        Strand<String> program =
                Strand.ofProcess()
                        .start(() -> {
                            Strand<?> asked = Strand.ofThread().daemon(true).start(() -> forEver());
                            Strand<?> always = Strand.ofCoroutine().start(() -> forEver());
                            Thread plain = new Thread(() -> forEver());
                            plain.setDaemon(true);
                            plain.start();
                            return asked.isDaemon() && always.isDaemon() ? "main ends" : "?";
                        });
        String last = program.get();
        program.join();
        return last;
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static void forEver() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    /// What a named argument is in other languages.
    ///
    /// @param count how many
    private record Arguments(int count) {}

    static List<Integer> withArguments() throws InterruptedException, ExecutionException {
        int byPosition = 5;
        Arguments byName = new Arguments(3);
        return List.of(
                Strand.ofThread().start(() -> byPosition).get(),
                Strand.ofThread().start(() -> byName.count()).get());
    }

    static Collection<Integer> unordered() throws InterruptedException {
        Collection<Integer> printed = new ConcurrentLinkedQueue<>();
        together(15, number -> printed.add(number));
        return printed; // each once, in any order
    }

    private static void together(int threads, IntConsumer body) throws InterruptedException {
        List<Strand<?>> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            all.add(Strand.ofThread().start(() -> body.accept(number)));
        }
        for (Strand<?> one : all) {
            one.join();
        }
    }

    static List<Boolean> sharedList() throws InterruptedException {
        Collection<String> shared = new ConcurrentLinkedQueue<>();
        Collection<Boolean> seenBy = new ConcurrentLinkedQueue<>();
        together(1, i -> shared.add("warp"));
        together(1, i -> shared.add("weft"));
        together(2, i -> seenBy.add(shared.containsAll(List.of("warp", "weft"))));
        return List.copyOf(seenBy);
    }

    /// A number that is read, and written a moment later.
    private static final class Counter {
        private final HeddleLock lock = HeddleLock.create("counter");
        private final CyclicBarrier bothHaveRead = new CyclicBarrier(2);
        private int value;

        /// Both threads read zero here before one of them writes: whatever comes later, one addition is lost.
        void addOnceForBoth() {
            int read = value;
            try {
                var _ = bothHaveRead.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
            value = read + 1;
        }

        void add(int difference) {
            lock.lock();
            try {
                value += difference;
            } finally {
                lock.unlock();
            }
        }
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField") // it is what this is about
    static int race(int each) throws InterruptedException {
        Counter counter = new Counter();
        together(
                2,
                thread -> {
                    counter.addOnceForBoth();
                    for (int i = 1; i < each; i++) {
                        counter.value++;
                    }
                });
        return counter.value; // less than twice as much
    }

    static int mutex(int each) throws InterruptedException {
        Counter counter = new Counter();
        together(
                2,
                thread -> {
                    for (int i = 0; i < each; i++) {
                        counter.add(1);
                    }
                });
        return counter.value; // exactly twice as much
    }

    static int balance() throws InterruptedException {
        Counter account = new Counter();
        together(
                2,
                thread -> {
                    for (int i = 0; i < 10_000; i++) {
                        account.add(i);
                        account.add(-i);
                    }
                });
        return account.value; // 0
    }

    static String neverReleased() throws InterruptedException {
        HeddleLock lock = HeddleLock.create("till");
        Strand.ofThread().name("careless").start(() -> lock.lock()).join();
        Strand<?> waiter = Strand.ofThread().start(() -> lock.lockInterruptibly());
        waiter.join();
        return String.valueOf(waiter.exceptionNow()); // names the lock and the one who has ended
    }

    /// Two locks, taken in opposite order by two of whatever kind.
    static String deadlock(Supplier<Strand.Builder> kind) throws InterruptedException {
        HeddleLock fork = HeddleLock.create("fork");
        HeddleLock spoon = HeddleLock.create("spoon");
        CyclicBarrier bothHaveOne = new CyclicBarrier(2);
        Strand<?> one = kind.get().name("left").start(() -> eat(fork, spoon, bothHaveOne));
        Strand<?> other = kind.get().name("right").start(() -> eat(spoon, fork, bothHaveOne));
        one.join();
        other.join();
        Strand<?> told = one.state() == Strand.State.FAILED ? one : other;
        return String.valueOf(told.exceptionNow()); // who has what, who waits for what
    }

    private static void eat(HeddleLock first, HeddleLock second, CyclicBarrier bothHaveOne)
            throws Exception {
        first.lockInterruptibly();
        try {
            var _ = bothHaveOne.await(LIMIT_SECONDS, TimeUnit.SECONDS);
            second.lockInterruptibly();
            second.unlock();
        } finally {
            first.unlock();
        }
    }

    static Collection<Integer> producerAndConsumers() throws InterruptedException {
        TrackedQueue<Integer> queue = TrackedQueue.bounded(10);
        Collection<Integer> consumed = new ConcurrentLinkedQueue<>();
        Strand<?> producer = Strand.ofThread().start(() -> produce(queue, 30));
        while (queue.remainingCapacity() > 0) {
            Thread.onSpinWait(); // until the producer waits at ten
        }
        List<Strand<?>> consumers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            consumers.add(Strand.ofThread().daemon(true).start(() -> consume(queue, consumed)));
        }
        producer.join();
        queue.join();
        for (Strand<?> consumer : consumers) {
            consumer.cancel(true);
            consumer.join();
        }
        return consumed;
    }

    private static void produce(TrackedQueue<Integer> queue, int count)
            throws InterruptedException {
        for (int i = 0; i < count; i++) {
            queue.put(i);
        }
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static void consume(TrackedQueue<Integer> queue, Collection<Integer> consumed)
            throws InterruptedException {
        while (true) {
            consumed.add(queue.take());
            queue.taskDone();
        }
    }

    /// Size, full, empty, a limit of time, and what is done.
    static List<Object> queueByItself() throws InterruptedException {
        TrackedQueue<String> queue = TrackedQueue.bounded(2);
        List<Object> seen = new ArrayList<>();
        seen.add(queue.isEmpty());
        queue.put("a");
        queue.put("b");
        seen.add(queue.size());
        seen.add(queue.offer("c")); // full
        seen.add(queue.offer("c", 1, TimeUnit.MILLISECONDS));
        seen.add(queue.take());
        seen.add(queue.join(Duration.ofMillis(1))); // nobody has said that it is done
        queue.taskDone();
        seen.add(queue.take());
        queue.taskDone();
        queue.join();
        seen.add(queue.unfinished());
        return seen; // true, 2, false, false, a, false, b, 0
    }
}
