package io.heddle.examples;

import io.heddle.Signal;
import io.heddle.Signals;
import io.heddle.Strand;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.TaskTimeoutException;
import io.heddle.WorkerDiedException;
import io.heddle.cluster.AcknowledgedQueue;
import io.heddle.cluster.Cluster;
import io.heddle.cluster.ClusterOptions;
import io.heddle.cluster.ClusterWorker;
import io.heddle.cluster.Delivery;
import io.heddle.command.Command;
import io.heddle.command.CommandTimeoutException;
import io.heddle.coroutine.Channel;
import io.heddle.coroutine.CoroutineScope;
import io.heddle.shared.SharedArray;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedQueue;
import io.heddle.supervision.ChildSpec;
import io.heddle.supervision.Supervisor;
import io.heddle.supervision.SupervisorEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/// The steps of the tutorial, in its order.
@SuppressWarnings("FutureReturnValueIgnored") // a scope hears of the failures of its coroutines
public final class TutorialByExample {

    private TutorialByExample() {}

    /// Runs them all. What they print stands in the tutorial.
    ///
    /// @param arguments the port for the server of the last step, 5701 if left out
    /// @throws Exception if one of the steps fails
    public static void main(String[] arguments) throws Exception {
        Hello.main(arguments);
        copies();
        limits();
        queue();
        lock();
        channel();
        oneFails();
        command();
        slowCommand();
        supervised();
        cluster(arguments.length == 0 ? 5701 : Integer.parseInt(arguments[0]));
    }

    // tag::count[]
    static int count; // one in each process

    static int countUp() {
        count += 1;
        return count;
    }

    // end::count[]

    static void copies() throws InterruptedException, ExecutionException {
        // tag::copies[]
        List<String> words = new ArrayList<>(List.of("warp"));
        try (TaskPool pool = TaskPool.processes(1)) {
            System.out.println("counted there: " + pool.submit(() -> countUp()).get());
            System.out.println("counted here: " + count);

            TaskFuture<List<String>> longer =
                    pool.submit(() -> {
                        words.add("weft"); // to the copy that came along
                        return words;
                    });
            System.out.println("given back: " + longer.get() + ", kept here: " + words);
        }
        // end::copies[]
    }

    static void limits() throws InterruptedException {
        // tag::limits[]
        TaskOptions brief = TaskOptions.named("endless").timeout(Duration.ofMillis(200));
        try (TaskPool pool = TaskPool.ofProcesses().workers(2).maxHeapBytes(64L << 20).build()) {
            List<TaskFuture<Integer>> tasks =
                    List.of(
                            pool.submit(brief, () -> spin()),
                            pool.submit(TaskOptions.named("greedy"), () -> hoard()),
                            pool.submit(TaskOptions.named("fatal"), () -> leave()),
                            pool.submit(TaskOptions.named("wrong"), () -> Integer.parseInt("x")),
                            pool.submit(TaskOptions.named("sound"), () -> 6 * 7));
            for (TaskFuture<Integer> task : tasks) {
                System.out.println(task.name() + ": " + outcome(task));
            }
        }
        // end::limits[]
    }

    // tag::troubles[]
    static int spin() {
        while (true) {
            Thread.onSpinWait(); // listens to no interrupt
        }
    }

    static int hoard() {
        return new byte[256 << 20].length; // more than the heap has
    }

    static int leave() {
        System.exit(7); // as a library might
        return 0;
    }

    // end::troubles[]

    // tag::outcome[]
    static String outcome(TaskFuture<?> task) throws InterruptedException {
        try {
            return "gave " + task.get();
        } catch (ExecutionException e) {
            return switch (e.getCause()) {
                case WorkerDiedException death ->
                        "its worker died, " + death.kind() + ", exit code " + death.exitCode();
                case TaskTimeoutException late -> "not finished within " + late.limit();
                case null, default -> "threw " + e.getCause();
            };
        }
    }

    // end::outcome[]

    static void queue() throws InterruptedException, ExecutionException {
        // tag::queue[]
        SharedQueue<String> orders = SharedQueue.create(10); // put waits while there are ten
        Strand<Integer> kitchen =
                Strand.ofProcess()
                        .start(() -> {
                            int cooked = 0;
                            while (!orders.take().equals("closing time")) {
                                cooked++;
                            }
                            return cooked;
                        });

        for (String order : List.of("soup", "rice", "tea", "closing time")) {
            orders.put(order);
        }
        System.out.println("cooked: " + kitchen.get());
        // end::queue[]
    }

    static void lock() throws InterruptedException, ExecutionException {
        // tag::lock[]
        SharedLock lock = SharedLock.create();
        SharedArray.OfLong accounts = SharedArray.ofLongs(2);
        accounts.set(0, 1_000);

        Strand<?> child = Strand.ofProcess().start(() -> transfer(lock, accounts, 400));
        transfer(lock, accounts, 600);
        child.get();
        System.out.println("left: " + accounts.get(0) + ", arrived: " + accounts.get(1));
        // end::lock[]
    }

    // tag::transfer[]
    static void transfer(SharedLock lock, SharedArray.OfLong accounts, int times) {
        for (int i = 0; i < times; i++) {
            lock.lock();
            try {
                accounts.set(0, accounts.get(0) - 1);
                accounts.set(1, accounts.get(1) + 1);
            } finally {
                lock.unlock();
            }
        }
    }

    // end::transfer[]

    static void channel() throws InterruptedException, ExecutionException {
        // tag::channel[]
        Channel<Integer> numbers = Channel.bounded(4); // send waits while there are four
        try (CoroutineScope scope = CoroutineScope.open()) {
            scope.spawn(() -> {
                for (int i = 1; i <= 100; i++) {
                    numbers.send(i);
                }
                numbers.close();
            });
            Strand<Integer> left = scope.spawn(() -> sum(numbers));
            Strand<Integer> right = scope.spawn(() -> sum(numbers));
            scope.joinAll();
            System.out.println("sum: " + (left.get() + right.get()));
        }
        // end::channel[]
    }

    // tag::sum[]
    static int sum(Channel<Integer> numbers) {
        int sum = 0;
        for (int number : numbers) { // until the channel is closed and empty
            sum += number;
        }
        return sum;
    }

    // end::sum[]

    static void oneFails() throws InterruptedException {
        // tag::fails[]
        try (CoroutineScope scope = CoroutineScope.open()) {
            scope.spawn(() -> Thread.sleep(Duration.ofDays(1)));
            scope.spawn(() -> {
                throw new IOException("no connection");
            });
            scope.joinAll();
        } catch (ExecutionException e) {
            System.out.println("the scope failed: " + e.getCause());
        }
        // end::fails[]
    }

    static void command() throws InterruptedException {
        // tag::command[]
        String sorted = Command.of("sort").input("weft\nwarp\n").check().run().stdout();
        System.out.println("sorted: " + sorted.lines().toList());
        // end::command[]
    }

    static void slowCommand() throws InterruptedException {
        // tag::slow[]
        Command slow = Command.shell("echo begun; sleep 60 & sleep 60");
        try {
            slow.timeout(Duration.ofMillis(300)).run();
        } catch (CommandTimeoutException e) {
            System.out.println("too slow, but it said: " + e.output().stdout().strip());
        }
        // end::slow[]
    }

    static void supervised() throws InterruptedException {
        // tag::supervised[]
        BlockingQueue<SupervisorEvent> events = new LinkedBlockingQueue<>();
        try (Supervisor shop =
                Supervisor.oneForOne()
                        .onEvent(events::add)
                        .child(ChildSpec.process("till", () -> Thread.sleep(Duration.ofDays(1))))
                        .start()) {
            System.out.println(what(events.take()));
            long pid = shop.snapshot().child("till").orElseThrow().pid();
            Signals.send(pid, Signal.KILL);
            System.out.println(what(events.take()));
            System.out.println(what(events.take()));
        }
        // end::supervised[]
    }

    // tag::what[]
    static String what(SupervisorEvent event) {
        return event.child() + " " + event.kind();
    }

    // end::what[]

    static void cluster(int port) throws InterruptedException, ExecutionException {
        // tag::cluster[]
        ClusterOptions options = ClusterOptions.named("mill").secret("abc").port(port);
        try (Cluster cluster = Cluster.join(options);
                ClusterWorker worker = ClusterWorker.start(options, 2);
                TaskPool pool = cluster.pool()) {
            List<String> words = List.of("warp", "weft", "shuttle");
            System.out.println("lengths: " + pool.map(word -> word.length(), words));
            System.out.println("members: " + cluster.members().size());
            handOut(cluster.acknowledgedQueue("bobbins"));
            worker.leave(); // when it has finished what it has
        }
        // end::cluster[]
    }

    // tag::hand-out[]
    static void handOut(AcknowledgedQueue<String> bobbins) throws InterruptedException {
        bobbins.send("red");
        try (Delivery<String> delivery = bobbins.receive()) {
            System.out.println("taken: " + delivery.value());
            // and not acknowledged: as if this program had died here
        }
        try (Delivery<String> delivery = bobbins.receive()) {
            System.out.println("delivery " + delivery.deliveryCount() + ": " + delivery.value());
            delivery.ack(); // nobody gets it again
        }
        System.out.println("left: " + bobbins.size());
    }

    // end::hand-out[]
}
