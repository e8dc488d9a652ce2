package io.heddle.internal.engine.thread;

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

/// Runs work in platform threads, or in the thread that submits it.
public final class ThreadEngine implements Engine {

    private static final Numbered STRANDS = new Numbered("thread-");

    /// For [java.util.ServiceLoader].
    public ThreadEngine() {}

    @Override
    public Set<Kind> kinds() {
        return Set.of(Kind.INLINE, Kind.THREAD);
    }

    @Override
    public TaskPool open(PoolSpec spec) {
        return spec.kind() == Kind.INLINE ? new InlinePool(spec) : new ThreadPool(spec);
    }

    @Override
    public <T extends @Nullable Object> Strand<T> strand(StrandSpec spec, Task<T> task) {
        if (spec.kind() != Kind.THREAD) {
            throw new UnsupportedOperationException(
                    "no strand runs in the thread that starts it: kind=%s; use Strand.ofThread()"
                            .formatted(spec.kind()));
        }
        return new LocalStrand<>(
                Thread.ofPlatform().daemon(spec.daemon()),
                STRANDS.unless(spec.name()),
                spec.delay(),
                task);
    }

    @Override
    public List<LocalStrand<?>> active() {
        return LocalStrand.active(Kind.THREAD);
    }
}
