package io.heddle.internal.engine.process;

import io.heddle.internal.wire.Frame;
import io.heddle.spi.Clock;
import io.heddle.spi.Deadline;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Ends the work of one task in a child, ever less politely: interrupt, then TERM, then KILL of the whole
/// tree. Each step is left out if the one before it was enough.
final class Escalation {

    /// How long a task has to answer an interrupt.
    static final Duration AFTER_INTERRUPT = Duration.ofMillis(250);

    /// How long a process has to run its shutdown hooks after TERM.
    static final Duration AFTER_TERM = Duration.ofMillis(500);

    private Escalation() {}

    /// Begins with the interrupt.
    ///
    /// @param child whose task it is
    /// @param task the task
    /// @param stillThere whether the child still has the task; called by the clock
    static void begin(Child child, long task, BooleanSupplier stillThere) {
        child.sendControl(Frame.of(Frame.Type.CANCEL, true, task, 0));
        after(
                AFTER_INTERRUPT,
                () -> {
                    if (stillThere.getAsBoolean()) {
                        terminateThenKill(child);
                    }
                });
    }

    /// Begins with TERM.
    static void terminateThenKill(Child child) {
        child.terminate();
        killAfter(child, AFTER_TERM);
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
