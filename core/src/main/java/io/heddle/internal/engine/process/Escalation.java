package io.heddle.internal.engine.process;

import io.heddle.internal.wire.Frame;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import io.heddle.spi.Grace;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Ends the work of one task in a child, ever less politely: interrupt, then TERM, then KILL of the whole
/// tree. Each step is left out if the one before it was enough.
final class Escalation {

    private Escalation() {}

    /// Begins with the interrupt.
    ///
    /// @param child whose task it is
    /// @param task the task
    /// @param grace how long each step is given
    /// @param stillThere whether the child still has the task; called by the clock
    static void begin(Child child, long task, Grace grace, BooleanSupplier stillThere) {
        child.sendControl(Frame.of(Frame.Type.CANCEL, true, task, 0));
        after(
                grace.afterInterrupt(),
                () -> {
                    if (stillThere.getAsBoolean()) {
                        terminateThenKill(child, grace);
                    }
                });
    }

    private static void terminateThenKill(Child child, Grace grace) {
        child.terminate();
        killAfter(child, grace.afterTerm());
    }

    /// Ends a child that does not end by itself in time.
    static void killAfter(Child child, Duration grace) {
        after(
                grace,
                () -> {
                    if (child.isAlive()) {
                        child.kill();
                    }
                });
    }

    private static void after(Duration grace, Runnable step) {
        Clock.schedule(Deadline.in(grace), step);
    }
}
