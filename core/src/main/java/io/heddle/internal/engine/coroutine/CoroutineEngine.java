package io.heddle.internal.engine.coroutine;

import io.heddle.Kind;
import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.TaskPool;
import io.heddle.internal.engine.LocalStrand;
import io.heddle.internal.engine.Numbered;
import io.heddle.spi.Engine;
import io.heddle.spi.PoolSpec;
import io.heddle.spi.StrandSpec;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Runs work in virtual threads.
public final class CoroutineEngine implements Engine {

    private static final Numbered STRANDS = new Numbered("coroutine-");

    /// For [java.util.ServiceLoader].
    public CoroutineEngine() {}

    @Override
    public Set<Kind> kinds() {
        return Set.of(Kind.COROUTINE);
    }

    @Override
    public TaskPool open(PoolSpec spec) {
        return new CoroutinePool(spec);
    }

    @Override
    public <T extends @Nullable Object> Strand<T> strand(StrandSpec spec, Task<T> task) {
        return new LocalStrand<>(
                Thread.ofVirtual(), STRANDS.unless(spec.name()), spec.delay(), task);
    }

    @Override
    public List<LocalStrand<?>> active() {
        return LocalStrand.active(Kind.COROUTINE);
    }
}
