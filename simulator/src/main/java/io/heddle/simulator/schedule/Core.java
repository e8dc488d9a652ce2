package io.heddle.simulator.schedule;

import io.heddle.simulator.schedule.Slot.Use;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One core in the course of a run.
final class Core {

    final int index;
    final List<Slot> slots = new ArrayList<>();

    /// Whom it runs or changes to; null if it is idle.
    @Nullable Live job;

    /// Whom it ran last; null before the first one.
    private @Nullable Live last;

    private boolean switching;
    private long switchStart;
    private long switchEnd;
    private long runStart;
    private long sliceStart;
    private long slice;

    Core(int index) {
        this.index = index;
    }

    boolean isIdle() {
        return job == null;
    }

    boolean isSwitching() {
        return switching;
    }

    /// Tells whether it would have to change from one job to another.
    boolean mustSwitchTo(Live live) {
        return last != null && last != live;
    }

    void beginSwitch(Live live, long now, long end) {
        job = live;
        switching = true;
        switchStart = now;
        switchEnd = end;
    }

    /// Begins to run a job.
    ///
    /// @param allowed its slice
    void beginRun(Live live, long now, long allowed) {
        job = live;
        last = live;
        switching = false;
        runStart = now;
        newSlice(now, allowed);
    }

    void newSlice(long now, long allowed) {
        sliceStart = now;
        slice = allowed;
    }

    /// Lets go of the job, which has run up to now.
    ///
    /// @return how long
    long release(Live live, long now) {
        long ran = now - runStart;
        live.remaining -= ran;
        live.lastCore = index;
        job = null;
        return ran;
    }

    /// Notes what it has done up to now. Running the same job on and on is one slot.
    void note(Use use, Live live, long from, long now) {
        if (now == from) {
            return;
        }
        long begin = from;
        if (use == Use.RUN && !slots.isEmpty() && isContinued(slots.getLast(), live, from)) {
            begin = slots.removeLast().fromNanos();
        }
        slots.add(new Slot(index, use, live.job.name(), begin, now));
    }

    private static boolean isContinued(Slot last, Live live, long from) {
        return last.use() == Use.RUN
                && last.toNanos() == from
                && last.job().equals(live.job.name());
    }

    long switchStart() {
        return switchStart;
    }

    long runStart() {
        return runStart;
    }

    long remaining(Live live, long now) {
        return live.remaining - (now - runStart);
    }

    boolean isSwitchOver(long now) {
        return switching && switchEnd == now;
    }

    boolean isSliceOver(long now) {
        return sliceEnd(now) == now;
    }

    /// Tells when something happens here by itself.
    ///
    /// @param sliced whether the end of the slice counts
    long nextEvent(Live live, boolean sliced, long now) {
        if (switching) {
            return switchEnd;
        }
        long phaseEnd = runStart + live.remaining;
        return sliced ? Math.min(phaseEnd, sliceEnd(now)) : phaseEnd;
    }

    /// Slices follow one upon the other as long as nobody cares: this is the first end of one that is not
    /// over.
    private long sliceEnd(long now) {
        if (slice == Times.NEVER) {
            return Times.NEVER;
        }
        long slices = Math.max(1, Math.ceilDiv(now - sliceStart, slice));
        return sliceStart + slices * slice;
    }
}
