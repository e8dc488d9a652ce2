package io.heddle.stress.cluster;

import io.heddle.cluster.ClusterOptions;
import io.heddle.cluster.ClusterUnavailableException;
import io.heddle.stress.cluster.Diary.Verb;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/// What the processes of a storm over a cluster have in common: how they join, write down and are told to end.
///
/// A line on standard input tells a process to end well; the end of that input, which is the death of the storm itself,
/// ends it at once.
abstract class Role {

    /// After so much silence somebody is taken for dead.
    static final Duration SILENCE = Duration.ofSeconds(3);

    /// Whoever is held up for so long by the machine may lose a lease by it.
    static final Duration STALL = SILENCE.dividedBy(3);

    /// How a process ends that could not join.
    static final int UNAVAILABLE_EXIT = 4;

    static final String QUEUE = "values";
    static final int DELIVERIES = 1_000_000;

    private static final Duration WATCH = Duration.ofMillis(100);

    /// What the client of the server says is for its authors. Kept, since a level lasts as long as its logger.
    private static final Logger CLIENT = Logger.getLogger("org.redisson");

    final Path folder;
    final String name;
    final ClusterOptions options;
    final SplittableRandom dice;
    final Diary diary;
    final CountDownLatch ending = new CountDownLatch(1);

    /// Reads the command line that [Crew] has written: folder, name, port, seed.
    Role(String[] arguments) {
        silenceClient();
        this.folder = Path.of(arguments[0]);
        this.name = arguments[1];
        this.options = options(Integer.parseInt(arguments[2])).memberName(name);
        this.dice = new SplittableRandom(Long.parseLong(arguments[3]) ^ name.hashCode());
        this.diary = Diary.open(folder, name, "");
    }

    static void silenceClient() {
        CLIENT.setLevel(Level.OFF);
    }

    static ClusterOptions options(int port) {
        return ClusterOptions.named("storm")
                .secret("the secret of a storm")
                .port(port)
                .taskRetryInterval(SILENCE)
                .memberTimeToLive(SILENCE)
                .lockLease(SILENCE)
                .responseTimeout(Duration.ofSeconds(4));
    }

    /// Does the work of the role until it is told to end.
    abstract void play() throws Exception;

    final void run() throws Exception {
        daemon("storm-listens", this::listen);
        daemon("storm-watches", this::watch);
        try {
            play();
        } catch (ClusterUnavailableException e) {
            diary.note(Verb.TROUBLE, "-", 0, e); // whoever judges looks whether the server was away
            System.exit(UNAVAILABLE_EXIT);
        }
        diary.close();
        System.exit(0);
    }

    private static void daemon(String name, Runnable body) {
        Thread.ofPlatform().daemon().name(name).start(body);
    }

    private void listen() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            if (in.readLine() == null) {
                Runtime.getRuntime().halt(3); // the storm is gone
            }
            ending.countDown();
        } catch (IOException e) {
            Runtime.getRuntime().halt(3);
        }
    }

    /// Notes when this process was not run, by a signal or because the machine had no time for it.
    private void watch() {
        long last = System.nanoTime();
        while (ending.getCount() > 0 || !Thread.currentThread().isInterrupted()) {
            try {
                TimeUnit.NANOSECONDS.sleep(WATCH.toNanos());
            } catch (InterruptedException e) {
                return;
            }
            long now = System.nanoTime();
            if (now - last > STALL.toNanos()) {
                diary.note(Verb.STALLED, now - last);
            }
            last = now;
        }
    }

    final boolean isEnding() {
        return ending.getCount() == 0;
    }

    final synchronized int dice(int bound) {
        return dice.nextInt(bound);
    }
}
