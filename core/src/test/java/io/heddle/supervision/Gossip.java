package io.heddle.supervision;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What is logged about one thing, from [#about] to [#close].
final class Gossip extends Handler implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger("io.heddle");

    private final String text;
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();

    private Gossip(String text) {
        this.text = text;
    }

    static Gossip about(String text) {
        Gossip one = new Gossip(text);
        LOG.addHandler(one);
        return one;
    }

    List<String> heard() {
        return List.copyOf(heard);
    }

    @Override
    public void publish(LogRecord record) {
        if (record.getMessage().contains(text)) {
            heard.add(record.getMessage());
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        LOG.removeHandler(this);
    }
}
