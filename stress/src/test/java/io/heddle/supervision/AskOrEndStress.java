package io.heddle.supervision;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC ask-or-end: either who asks a worker sees that it has ended, or who tells of the end sees the question.
@JCStressTest
@Outcome(
        id = {"1, 0", "0, 1", "1, 1"},
        expect = Expect.ACCEPTABLE,
        desc = "one has seen the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "a question that nobody will ever answer")
@State
public class AskOrEndStress {

    private final Map<Integer, Object> answers = new ConcurrentHashMap<>();
    private volatile boolean over;

    @Actor
    public void ask(II_Result result) {
        answers.put(1, this);
        result.r1 = over ? 1 : 0;
    }

    @Actor
    public void end(II_Result result) {
        over = true;
        result.r2 = answers.values().size();
    }
}
