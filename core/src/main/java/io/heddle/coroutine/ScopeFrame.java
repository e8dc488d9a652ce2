package io.heddle.coroutine;

import io.heddle.spi.Dependent;
import io.heddle.spi.Enclosure;

/// What a scope is to others: for its owner, what he is within between opening and closing it; for the scope
/// around, something that ends before it does.
final class ScopeFrame extends Enclosure implements Dependent {

    private final CoroutineScope scope;
    private final OwnerInterrupt interrupt;

    ScopeFrame(CoroutineScope scope, OwnerInterrupt interrupt) {
        this.scope = scope;
        this.interrupt = interrupt;
    }

    CoroutineScope scope() {
        return scope;
    }

    // ---- for its owner -------------------------------------------------------------------------

    @Override
    protected boolean isStopping() {
        return interrupt.isSent();
    }

    @Override
    protected Owner owner() {
        return scope;
    }

    /// From now on the owner is not interrupted; one interrupt that was on its way is taken back.
    void leaveBody() {
        if (interrupt.forbid()) {
            takeInterrupt();
        }
    }

    // ---- for the scope around ------------------------------------------------------------------

    @Override
    public void stop() {
        scope.cancel();
    }

    /// Whoever has opened a scope closes it.
    @Override
    public void awaitEnd() {}

    @Override
    public boolean isOver() {
        return scope.isClosed();
    }

    @Override
    public boolean isAwaited() {
        return false;
    }

    @Override
    public String name() {
        return scope.name();
    }
}
