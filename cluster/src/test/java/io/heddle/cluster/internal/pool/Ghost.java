package io.heddle.cluster.internal.pool;

import io.heddle.cluster.internal.link.Link;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A worker that exists only as its words to the server, so that a test can have it stop between any two, or say one
/// twice as a client does that did not hear the answer.
public final class Ghost {

    private final Broker broker;
    private final String name;

    /// Makes a worker that nobody hears of before it says something.
    ///
    /// @param link the way to the server
    /// @param name what it is called
    public Ghost(Link link, String name) {
        this.broker = new Broker(link);
        this.name = name;
    }

    /// Takes tasks.
    ///
    /// @param most how many
    /// @return their ids
    public List<String> take(int most) {
        return broker.take(name, most).stream().map(Broker.Taken::id).toList();
    }

    /// Begins a task.
    ///
    /// @param id its id
    /// @return how often it was begun, 0 if it must not begin
    public int begin(String id) {
        return broker.begin(name, id);
    }

    /// Answers by a failure.
    ///
    /// @param id of the task
    /// @throws IOException if the failure cannot be written
    public void fail(String id) throws IOException {
        byte[] failure = CarriedTask.failureBytes(new IllegalStateException("of the ghost"));
        broker.end(name, id, Broker.Told.FAILURE, failure, false);
    }

    /// Says that the process of a task has died.
    ///
    /// @param id of the task
    public void died(String id) {
        broker.end(name, id, Broker.Told.LOST, name.getBytes(StandardCharsets.UTF_8), true);
    }

    /// Gives back what it has not begun.
    ///
    /// @param id of the task
    public void handBack(String id) {
        broker.handBack(name, List.of(id));
    }
}
