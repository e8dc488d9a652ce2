package io.heddle.internal.engine.process;

import io.heddle.Kind;
import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.StrandStatus;
import io.heddle.internal.os.ProcessTree;
import io.heddle.internal.os.Signals;
import io.heddle.spi.TaskCompletion;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The process that a worker is, as the tasks that run in it see it.
final class WorkerStrand extends TaskCompletion<@Nullable Void>
        implements ProcessStrand<@Nullable Void> {

    private final WorkerSetup setup;

    /// Makes one. A class and not a lambda, whose first one costs a child some milliseconds.
    record Maker(WorkerSetup setup) implements Supplier<WorkerStrand> {
        @Override
        public WorkerStrand get() {
            return new WorkerStrand(setup);
        }
    }

    private WorkerStrand(WorkerSetup setup) {
        super(setup.name());
        this.setup = setup;
    }

    @Override
    public Kind kind() {
        return Kind.PROCESS;
    }

    @Override
    public long pid() {
        return ProcessHandle.current().pid();
    }

    @Override
    public long parentPid() {
        return setup.parentPid();
    }

    @Override
    public void start() {
        throw new IllegalStateException("a running process cannot be started: process=" + name());
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public boolean isDaemon() {
        return setup.daemon();
    }

    @Override
    public StrandStatus status() {
        return StrandStatus.RUNNING;
    }

    @Override
    public OptionalInt exitCode() {
        return OptionalInt.empty();
    }

    @Override
    public int attempts() {
        return 1;
    }

    @Override
    public void terminate() {
        new Thread(() -> System.exit(128 + Signal.TERM.number()), "heddle-terminate").start();
    }

    @Override
    public void kill() {
        ProcessTree.endDescendants(setup.tree(), pid());
        Runtime.getRuntime().halt(128 + Signal.KILL.number());
    }

    @Override
    public void send(Signal signal) {
        Signals.send(ProcessHandle.current(), signal);
    }

    @Override
    protected void cancelled(boolean mayInterrupt) {
        if (mayInterrupt) {
            kill();
        }
    }
}
