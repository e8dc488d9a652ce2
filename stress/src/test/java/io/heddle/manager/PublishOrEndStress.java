package io.heddle.manager;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// SYNC publish-or-end: a link that ends while it is published is found by nobody afterwards.
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "nobody finds it")
@Outcome(expect = Expect.FORBIDDEN, desc = "a link that has ended is found")
@State
public class PublishOrEndStress {

    private final Map<String, Object> links = new ConcurrentHashMap<>();
    private volatile boolean over;

    @Actor
    public void publish() {
        links.put("link", this);
        if (over) {
            links.remove("link", this);
        }
    }

    @Actor
    public void end() {
        over = true;
        links.remove("link", this);
    }

    @Arbiter
    public void look(I_Result result) {
        result.r1 = links.size();
    }
}
