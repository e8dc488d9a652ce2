package io.heddle.internal.engine.process;

import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Outbox;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/// SYNC files-closed: who asks for a file while the process ends gets an answer. If neither of the two saw the
/// other, the question would wait for ever, and so would this test.
@JCStressTest
@Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "answered: there are no files")
@Outcome(expect = Expect.FORBIDDEN, desc = "answered by nobody")
@State
public class FilesClosedStress {

    private static final Outbox NOWHERE =
            new Outbox() {
                @Override
                public void add(Frame frame) {}

                @Override
                public void flush() {}

                @Override
                public void awaitSent() {}

                @Override
                public void close() {}
            };

    private final WorkerFiles files = new WorkerFiles(NOWHERE);

    @Actor
    public void ask(I_Result result) {
        result.r1 = files.ask(1, "some/Name.class", false).size();
    }

    @Actor
    public void end() {
        files.close();
    }
}
