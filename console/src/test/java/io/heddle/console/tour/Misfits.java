package io.heddle.console.tour;

import io.heddle.Strand;
import io.heddle.examples.tour.Area;
import io.heddle.examples.tour.Catalogue.Entry;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/// Programs that go wrong in each way in which one may.
final class Misfits {

    private Misfits() {}

    static Entry entry(Class<? extends Program> type) {
        return Entry.of(Area.THREADS, type);
    }

    /// Tells in which process it runs.
    @Shows(id = "misfit.none", title = "All is well", python = "pass")
    public static final class Sound implements Program {
        @Override
        public void run(Stage stage) {
            stage.say("%s", "in process " + ProcessHandle.current().pid());
            System.err.println("heard from the other stream");
            stage.say(
                    "%s", "given " + stage.given() + " at " + stage.seconds(2).toMillis() + " ms");
            stage.check(true, "all is well");
        }
    }

    @Shows(id = "misfit.talker", title = "It has much to say", python = "print")
    public static final class Talker implements Program {
        static final int LINES = 300;

        @Override
        public void run(Stage stage) {
            for (int i = 0; i < LINES; i++) {
                stage.say("line %d", i);
            }
            stage.check(true, "all is said");
        }
    }

    @Shows(id = "misfit.check", title = "A check fails", python = "assert")
    public static final class Wrong implements Program {
        @Override
        public void run(Stage stage) {
            stage.equal(4, 5, "two and two");
        }
    }

    @Shows(id = "misfit.hidden", title = "A check fails and nobody hears it", python = "pass")
    public static final class Hidden implements Program {
        @Override
        public void run(Stage stage) throws Exception {
            stage.check(true, "nothing");
            Strand.ofThread().start(() -> stage.check(false, "the thread is right")).join();
        }
    }

    @Shows(id = "misfit.idle", title = "Nothing is checked", python = "pass")
    public static final class Idle implements Program {
        @Override
        public void run(Stage stage) {
            stage.say("I claim nothing");
        }
    }

    @Shows(id = "misfit.exception", title = "It throws", python = "raise")
    public static final class Thrower implements Program {
        @Override
        public void run(Stage stage) throws IOException {
            throw new IOException("two\nlines");
        }
    }

    @Shows(id = "misfit.hang", title = "It never ends, and started a child", python = "while True")
    public static final class Hanger implements Program {
        private static final AtomicLong TURNS = new AtomicLong();

        @Override
        public void run(Stage stage) throws Exception {
            Process child = new ProcessBuilder("sleep", "1000").start();
            stage.say("child=%d", child.pid());
            while (TURNS.incrementAndGet() != 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Shows(id = "misfit.end", title = "It ends its own process", python = "os._exit")
    public static final class Suicide implements Program {
        @Override
        public void run(Stage stage) {
            stage.say("good bye");
            Runtime.getRuntime().halt(7);
        }
    }

    @Shows(id = "misfit.process", title = "It leaves a process", python = "subprocess.Popen")
    public static final class ProcessLeaver implements Program {
        @Override
        public void run(Stage stage) throws Exception {
            stage.check(true, "all seems well");
            stage.say("child=%d", new ProcessBuilder("sleep", "1000").start().pid());
        }
    }

    @Shows(id = "misfit.thread", title = "It leaves threads", python = "threading.Thread")
    public static final class ThreadLeaver implements Program {
        @Override
        public void run(Stage stage) {
            stage.check(true, "all seems well");
            CountDownLatch never = new CountDownLatch(1);
            Strand<?> _ = Strand.ofCoroutine().name("co").start(() -> never.await());
            Thread.ofPlatform().daemon().name("plain").start(() -> Strand.current().status());
            Thread.ofPlatform()
                    .daemon()
                    .name("stays")
                    .start(() -> {
                        try {
                            never.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                    });
        }
    }
}
