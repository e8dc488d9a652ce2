package io.heddle.supervision;

import java.time.Duration;
import java.util.Optional;

/// A supervisor as the child of another one.
///
/// @param inner the supervisor, started
record SupervisorChild(Supervisor inner) implements Supervised {

    @Override
    public void awaitEnd() throws InterruptedException {
        inner.awaitEnd();
    }

    @Override
    public Optional<Throwable> failure() {
        return inner.failure().map(Throwable.class::cast);
    }

    @Override
    public void stop(Duration within) {
        inner.stop();
    }

    @Override
    public boolean kill() {
        inner.kill();
        return true;
    }

    @Override
    public boolean isCurrent() {
        return inner.isCurrent();
    }
}
