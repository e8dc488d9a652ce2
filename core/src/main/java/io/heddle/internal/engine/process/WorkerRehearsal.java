package io.heddle.internal.engine.process;

import io.heddle.Task;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.Codec;
import io.heddle.spi.Payload;
import io.heddle.spi.Rehearsal;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.security.Security;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes a new worker the way of a task before there is one, so that its first task meets a JVM that has
/// read, run and answered already: most of the first task's time would go into loading classes.
///
/// A thread of its own begins with that while the worker still connects to its parent: what it does first,
/// the first task would have to do. It goes on only as long as there is no task. Once is enough: what costs
/// is the loading of classes, and the compiler would want thousands of rounds.
///
/// Nobody hears of it: the task is read and answered as any other ([WorkerRun]), under the worker's own rules,
/// but the status page, the output and the parent are not told. Where code of the user would see it, since
/// it filters what the JVM reads or logs it, there is no rehearsal.
///
/// What fails here would fail for the first task, which tells its own future.
final class WorkerRehearsal implements Runnable {

    /// Where the JDK logs what filters decide.
    private static final String LOG_OF_FILTERS = "java.io.serialization";

    /// Names a filter factory of the user, which must not be asked for here: asking settles it.
    private static final String FACTORY = "jdk.serialFilterFactory";

    /// The thread that rehearses; nothing that it logs is meant for anybody. Set once.
    private static volatile @Nullable Thread thread;

    private final Codec codec;
    private final List<byte[]> samples;

    /// Set by the thread of the tasks, when there is one to run.
    private volatile boolean over;

    private WorkerRehearsal(Codec codec, List<byte[]> samples) {
        this.codec = codec;
        this.samples = samples;
    }

    /// Gives what the setup of a worker carries: tasks, as they travel. In the parent.
    static List<byte[]> samples() {
        return Samples.ALL;
    }

    private static final class Samples {

        private static final List<byte[]> ALL =
                Rehearsal.tasks().stream().map(Samples::written).toList();

        private static byte[] written(Task<?> task) {
            try {
                return Codec.jdk().encode(task).main();
            } catch (IOException e) {
                throw new AssertionError("a task of our own can always be written", e);
            }
        }
    }

    /// Begins.
    static WorkerRehearsal start(WorkerSetup setup) {
        WorkerRehearsal rehearsal = new WorkerRehearsal(Codec.jdk(setup.rules()), setup.samples());
        Thread own = new Thread(rehearsal, "heddle-rehearsal");
        own.setDaemon(true);
        thread = own;
        own.start();
        return rehearsal;
    }

    /// The codec of this worker.
    Codec codec() {
        return codec;
    }

    /// Says that there is a task. What has been begun is finished beside it: the task needs that too.
    void end() {
        if (!over) {
            over = true;
        }
    }

    /// Tells whether the calling thread only rehearses.
    static boolean isGoingOnHere() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void run() {
        try {
            if (isSeenByNobody()) {
                rehearse();
            }
        } catch (RuntimeException | Error e) {
            over = true; // the first task meets the same, and tells
        }
    }

    private void rehearse() {
        WorkerRun run = new WorkerRun(codec, null);
        for (byte[] sample : samples) {
            if (over) {
                return;
            }
            run.answer(new Frame(Frame.Type.RUN, true, 0, 0, Payload.of(sample)));
        }
    }

    private static boolean isSeenByNobody() {
        return ObjectInputFilter.Config.getSerialFilter() == null
                && System.getProperty(FACTORY) == null
                && Security.getProperty(FACTORY) == null
                && (WorkerLogs.areOurs() || !logsFilters());
    }

    private static boolean logsFilters() {
        return System.getLogger(LOG_OF_FILTERS).isLoggable(System.Logger.Level.DEBUG);
    }
}
