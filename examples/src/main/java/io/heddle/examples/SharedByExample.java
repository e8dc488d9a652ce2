package io.heddle.examples;

import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.shared.Connection;
import io.heddle.shared.Pipe;
import io.heddle.shared.SharedArray;
import io.heddle.shared.SharedCondition;
import io.heddle.shared.SharedEvent;
import io.heddle.shared.SharedLock;
import io.heddle.shared.SharedLong;
import io.heddle.shared.SharedMemory;
import io.heddle.shared.SharedQueue;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/// Processes that share something.
public final class SharedByExample {

    private static final String END = "";

    private SharedByExample() {}

    /// Runs them all.
    ///
    /// @param arguments none are looked at
    /// @throws Exception if one of the examples fails
    public static void main(String[] arguments) throws Exception {
        System.out.println("counted by two processes: " + counted());
        System.out.println("taken over: " + takenOver());
        System.out.println("through the queue: " + queued());
        System.out.println("by name: " + byName());
        System.out.println("through the pipe: " + piped());
        System.out.println("written in place: " + writtenInPlace());
        System.out.println("turns: " + turns());
    }

    static long counted() throws InterruptedException, ExecutionException {
        // tag::lock[]
        SharedLock lock = SharedLock.create();
        SharedArray.OfLong account = SharedArray.ofLongs(1); // plain cells: the lock makes it safe

        Strand<?> child = Strand.ofProcess().start(() -> deposit(lock, account, 1_000));
        deposit(lock, account, 1_000);
        child.get();
        return account.get(0); // 2000, every time
        // end::lock[]
    }

    // tag::deposit[]
    static void deposit(SharedLock lock, SharedArray.OfLong account, int times) {
        for (int i = 0; i < times; i++) {
            lock.lock();
            try {
                account.set(0, account.get(0) + 1);
            } finally {
                lock.unlock();
            }
        }
    }

    // end::deposit[]

    static long takenOver() throws InterruptedException {
        // tag::abandoned[]
        SharedLock lock = SharedLock.create();
        SharedEvent held = SharedEvent.create();
        ProcessStrand<?> child = Strand.ofProcess().start(() -> holdForEver(lock, held));
        held.await();
        child.kill(); // in the middle of what it guards

        lock.lock(); // does not hang: the holder is dead, so this thread takes over
        try {
            return lock.abandonedCount(); // 1: what the lock guards may be half changed
        } finally {
            lock.unlock();
        }
        // end::abandoned[]
    }

    static void holdForEver(SharedLock lock, SharedEvent held) throws InterruptedException {
        lock.lock();
        held.set();
        Thread.sleep(Duration.ofDays(1));
    }

    static List<String> queued() throws InterruptedException, ExecutionException {
        // tag::queue[]
        SharedQueue<String> queue =
                SharedQueue.create(10); // a BlockingQueue; put waits when it is full
        Strand<?> producer =
                Strand.ofProcess()
                        .start(() -> {
                            for (String word : List.of("warp", "weft", "shed", END)) {
                                queue.put(word);
                            }
                        });

        List<String> words = new ArrayList<>();
        for (String word = queue.take(); !word.equals(END); word = queue.take()) {
            words.add(word);
        }
        producer.get();
        return words; // warp, weft, shed
        // end::queue[]
    }

    static long byName() throws InterruptedException, ExecutionException {
        // tag::name[]
        SharedLong visits =
                SharedLong.create("visits", 0); // until the last process that has it ends
        Strand<Long> anybody =
                Strand.ofProcess().start(() -> SharedLong.open("visits").incrementAndGet());
        anybody.get();
        return visits.get(); // 1
        // end::name[]
    }

    static List<String> piped() throws IOException, InterruptedException {
        // tag::pipe[]
        Pipe<String> pipe = Pipe.open();
        Connection<String> mine = pipe.left();
        Connection<String> theirs = pipe.right();
        Strand<?> child =
                Strand.ofProcess()
                        .start(() -> {
                            theirs.send("you said " + theirs.receive());
                            theirs.close();
                        });

        mine.send("hello");
        List<String> heard = new ArrayList<>();
        try {
            while (true) {
                heard.add(mine.receive());
            }
        } catch (EOFException e) {
            child.join(); // the other side is gone, however it went, and all that it sent was read
        }
        return heard; // you said hello
        // end::pipe[]
    }

    static int writtenInPlace() throws InterruptedException, ExecutionException {
        // tag::memory[]
        try (SharedMemory block = SharedMemory.create(64L << 20)) {
            Strand<?> child =
                    Strand.ofProcess()
                            .start(() -> block.segment().setAtIndex(ValueLayout.JAVA_INT, 3, 42));
            child.get();
            return block.segment().getAtIndex(ValueLayout.JAVA_INT, 3); // 42; nothing was copied
        }
        // end::memory[]
    }

    static List<String> turns() throws InterruptedException, ExecutionException {
        // tag::condition[]
        SharedLock lock = SharedLock.create();
        SharedCondition changed = lock.newCondition();
        SharedLong turn = SharedLong.create(0);
        SharedQueue<String> said = SharedQueue.create(10);

        Strand<?> child = Strand.ofProcess().start(() -> say("pong", 1, lock, changed, turn, said));
        say("ping", 0, lock, changed, turn, said);
        child.get();
        return List.copyOf(said); // ping, pong, ping, pong
        // end::condition[]
    }

    // tag::turn[]
    static void say(
            String word,
            int whose,
            SharedLock lock,
            SharedCondition changed,
            SharedLong turn,
            SharedQueue<String> said)
            throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            lock.lock();
            try {
                while (turn.get() != whose) {
                    changed.await();
                }
                said.put(word);
                turn.set(1 - whose);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }
    // end::turn[]
}
