package io.heddle.cluster.internal.pool;

import io.heddle.Action;
import io.heddle.Signal;
import io.heddle.Signals;

/// Has a child ignore Ctrl-C: where a terminal sends it to every process of a program, what runs is still to be
/// finished or ended by the worker.
record DeafToTheTerminal() implements Action {

    @Override
    public void act() {
        var _ = Signals.on(Signal.INT, () -> {});
    }
}
