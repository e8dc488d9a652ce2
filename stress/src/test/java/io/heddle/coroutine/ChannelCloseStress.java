package io.heddle.coroutine;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// What is sent while the channel is being closed is in it, or its sender is told that it is not.
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "sent, and there")
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "not sent, and not there")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, or there though it was not sent")
@State
public class ChannelCloseStress {

    private final Channel<Integer> channel = Channel.bounded(1);

    @Actor
    public void send(II_Result result) {
        try {
            result.r1 = channel.trySend(1) ? 1 : 0;
        } catch (ChannelClosedException closed) {
            result.r1 = 0;
        }
    }

    @Actor
    public void close() {
        channel.close();
    }

    @Arbiter
    public void look(II_Result result) {
        result.r2 = channel.cancel().size();
    }
}
