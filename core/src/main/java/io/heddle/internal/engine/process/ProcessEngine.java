package io.heddle.internal.engine.process;

import io.heddle.Kind;
import io.heddle.ProcessStrand;
import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.TaskPool;
import io.heddle.spi.Engine;
import io.heddle.spi.PoolSpec;
import io.heddle.spi.StrandSpec;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The engine for work in child processes.
public final class ProcessEngine implements Engine {

    /// For [java.util.ServiceLoader].
    public ProcessEngine() {}

    @Override
    public Set<Kind> kinds() {
        return Set.of(Kind.PROCESS);
    }

    @Override
    public TaskPool open(PoolSpec spec) {
        return new ProcessTaskPool(spec);
    }

    @Override
    public <T extends @Nullable Object> Strand<T> strand(StrandSpec spec, Task<T> task) {
        return new ChildStrand<>(spec, task);
    }

    @Override
    public List<ProcessStrand<?>> active() {
        return ChildStrand.active();
    }
}
