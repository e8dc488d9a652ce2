package io.heddle.simulator.schedule;

import io.heddle.simulator.TimeText;
import io.heddle.simulator.schedule.Slot.Use;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A row of a chart: a job with its states, or a core with what it did.
///
/// @param label what stands before it
/// @param ofCore whether it is a core
/// @param bars in the order of time, none over another
record Lane(String label, boolean ofCore, List<Bar> bars) {

    /// How a bar looks: as a character, as a class of style, and in words.
    enum Paint {
        RUNNING('#', "run", "running"),
        READY('.', "ready", "ready"),
        WAITING('~', "wait", "waiting"),
        ZOMBIE('z', "zombie", "zombie"),
        SWITCH('x', "switch", "changing jobs"),
        JOB('-', "job", "the job that a core runs");

        final char sign;
        final String style;
        final String words;

        Paint(char sign, String style, String words) {
            this.sign = sign;
            this.style = style;
            this.words = words;
        }
    }

    /// A piece of a lane.
    ///
    /// @param text what is written on it, if there is room
    /// @param colour counts the jobs; it tells them apart on the lanes of cores
    record Bar(long from, long to, Paint paint, String text, String told, int colour) {}

    /// More rows would make no chart that one could look at.
    static final int MOST_JOBS = 200;

    static List<Lane> of(Trace trace) {
        List<Lane> lanes = new ArrayList<>();
        Map<String, Integer> colours = new HashMap<>();
        for (JobTrace job : trace.jobs()) {
            colours.put(job.name(), colours.size());
            if (lanes.size() < MOST_JOBS) {
                lanes.add(new Lane(job.name(), false, bars(job, colours.size() - 1)));
            }
        }
        Map<Integer, List<Bar>> cores = new HashMap<>();
        for (Slot slot : trace.slots()) {
            cores.computeIfAbsent(slot.core(), _ -> new ArrayList<>())
                    .add(bar(slot, colours.getOrDefault(slot.job(), 0)));
        }
        for (int core = 0; core < trace.schedule().cores() && core < MOST_JOBS; core++) {
            lanes.add(new Lane("core " + core, true, cores.getOrDefault(core, List.of())));
        }
        return lanes;
    }

    private static List<Bar> bars(JobTrace job, int colour) {
        return job.intervals().stream()
                .map(interval -> {
                    Paint paint = paint(interval.state());
                    String where =
                            interval.core() == Interval.NO_CORE
                                    ? ""
                                    : " on core " + interval.core();
                    return new Bar(
                            interval.fromNanos(),
                            interval.toNanos(),
                            paint,
                            "",
                            told(
                                    job.name() + " " + paint.words + where,
                                    interval.fromNanos(),
                                    interval.toNanos()),
                            colour);
                })
                .toList();
    }

    private static Paint paint(JobState state) {
        return switch (state) {
            case READY -> Paint.READY;
            case RUNNING -> Paint.RUNNING;
            case WAITING -> Paint.WAITING;
            case ZOMBIE, ENDED -> Paint.ZOMBIE;
        };
    }

    private static Bar bar(Slot slot, int colour) {
        boolean runs = slot.use() == Use.RUN;
        String what = (runs ? "runs " : "changes to ") + slot.job();
        return new Bar(
                slot.fromNanos(),
                slot.toNanos(),
                runs ? Paint.JOB : Paint.SWITCH,
                runs ? slot.job() : "",
                told("core " + slot.core() + " " + what, slot.fromNanos(), slot.toNanos()),
                colour);
    }

    private static String told(String what, long from, long to) {
        return "%s: %s to %s (%s)"
                .formatted(what, TimeText.of(from), TimeText.of(to), TimeText.of(to - from));
    }
}
