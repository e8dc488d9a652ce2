package io.heddle.stress.cluster;

import io.heddle.testkit.LoopbackServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The server of the storm: kills it, starts it again, and notices when it did not answer.
final class ServerKeeper implements AutoCloseable {

    private static final Duration SLOW = Role.STALL;
    private static final long LOOK_MILLIS = 200;

    /// A time without an answer.
    record Outage(long from, long to) {}

    private final LoopbackServer server;
    private final Thread watch;

    /// Guarded by itself.
    private final List<Outage> outages = new ArrayList<>();

    private volatile boolean closing;

    ServerKeeper() {
        this.server = new LoopbackServer(Role.options(1).token(), LoopbackServer.DURABLE);
        this.watch = Thread.ofPlatform().daemon().name("storm-server").start(this::watch);
    }

    int port() {
        return server.port();
    }

    /// Kills it; [#startAgain()] ends the outage.
    void kill() {
        server.kill();
    }

    void startAgain() {
        server.startAgain();
    }

    /// Has it write something down again and again, as every task does, and notes when that took long.
    private void watch() {
        long last = System.nanoTime();
        while (!closing) {
            if (writes()) {
                long now = System.nanoTime();
                if (now - last > SLOW.toNanos()) {
                    note(new Outage(last, now));
                }
                last = now;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private boolean writes() {
        try {
            return server.say("SET storm 1").startsWith("+OK");
        } catch (IOException | StringIndexOutOfBoundsException e) {
            return false;
        }
    }

    void note(Outage outage) {
        synchronized (outages) {
            outages.add(outage);
        }
    }

    List<Outage> outages() {
        synchronized (outages) {
            return List.copyOf(outages);
        }
    }

    @Override
    public void close() {
        closing = true;
        watch.interrupt();
        server.close();
    }
}
