package io.heddle.console.quickstart;

import io.heddle.console.quickstart.Lane.Bar;
import io.heddle.console.quickstart.Lane.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Sorts the tasks of a run into lanes: one for each thread or process. Coroutines have no worker that
/// stays, so each takes the first lane that is free when it begins.
final class Lanes {

    /// A page draws no more bars than this for one run; beyond it, neighbours become one.
    private static final int MOST_BARS = 20_000;

    private final Run run;
    private final long endMicros;
    private final Set<Integer> repeated;

    private Lanes(Run run) {
        this.run = run;
        this.endMicros = run.took().toNanos() / 1000;
        this.repeated = run.losses().stream().map(Loss::file).collect(Collectors.toSet());
    }

    /// Gives the lanes of a run.
    static List<Lane> of(Run run) {
        Lanes lanes = new Lanes(run);
        return merged(
                switch (run.way().kind()) {
                    case INLINE, THREAD -> lanes.byThread();
                    case COROUTINE -> lanes.packed();
                    case PROCESS -> lanes.byProcess();
                });
    }

    private List<Lane> byThread() {
        Map<String, List<Bar>> bars = new TreeMap<>(NATURAL);
        run.facts()
                .forEach((file, facts) ->
                        bars.computeIfAbsent(facts.stint().thread(), _ -> new ArrayList<>())
                                .add(bar(file, facts)));
        List<Lane> lanes = new ArrayList<>();
        bars.forEach((thread, work) -> lanes.add(lane(thread, "", work)));
        return lanes;
    }

    /// Orders `pool-2` before `pool-10`.
    private static final Comparator<String> NATURAL =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    private List<Lane> packed() {
        List<List<Bar>> lanes = new ArrayList<>();
        run.facts().entrySet().stream()
                .map(entry -> bar(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(Bar::from))
                .forEach(bar -> freeLane(lanes, bar.from()).add(bar));
        List<Lane> named = new ArrayList<>();
        for (List<Bar> bars : lanes) {
            // a slot is nobody, so it is never there and waits
            named.add(new Lane("slot " + (named.size() + 1), "", 0, 0, false, bars));
        }
        return named;
    }

    private static List<Bar> freeLane(List<List<Bar>> lanes, long from) {
        for (List<Bar> lane : lanes) {
            if (lane.getLast().to() <= from) {
                return lane;
            }
        }
        List<Bar> lane = new ArrayList<>();
        lanes.add(lane);
        return lane;
    }

    private List<Lane> byProcess() {
        Map<Long, List<Bar>> bars = new TreeMap<>();
        run.facts()
                .forEach((file, facts) ->
                        bars.computeIfAbsent(facts.stint().pid(), _ -> new ArrayList<>())
                                .add(bar(file, facts)));
        run.losses()
                .forEach(loss ->
                        bars.computeIfAbsent(loss.death().pid(), _ -> new ArrayList<>())
                                .add(killedBar(loss)));
        run.crew().stream()
                .filter(member -> micros(member.startedAt()) < endMicros)
                .forEach(member -> bars.putIfAbsent(member.pid(), new ArrayList<>()));
        return bars.entrySet().stream()
                .map(entry -> process(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(Lane::name, NATURAL).thenComparingLong(Lane::from))
                .toList();
    }

    private Lane process(long pid, List<Bar> bars) {
        Lane lane = lane(run.workerName(pid), "pid " + pid, bars);
        long from =
                run.crew().stream()
                        .filter(member -> member.pid() == pid)
                        .mapToLong(member -> Math.max(0, micros(member.startedAt())))
                        .findFirst()
                        .orElse(0);
        return run.losses().stream()
                .filter(loss -> loss.death().pid() == pid)
                .findFirst()
                .map(loss ->
                        new Lane(
                                lane.name(),
                                lane.detail(),
                                from,
                                micros(loss.noticedAt()),
                                true,
                                lane.bars()))
                .orElse(new Lane(lane.name(), lane.detail(), from, lane.to(), false, lane.bars()));
    }

    private Lane lane(String name, String detail, List<Bar> bars) {
        bars.sort(Comparator.comparingLong(Bar::from));
        return new Lane(name, detail, 0, endMicros, false, bars);
    }

    private Bar bar(int file, FileFacts facts) {
        Stint stint = facts.stint();
        return new Bar(
                file,
                1,
                micros(stint.begin()),
                micros(stint.end()),
                repeated.contains(file) ? Fate.REPEATED : Fate.DONE);
    }

    /// A dead task cannot say when it began; the deliberately killed one has said so before.
    private Bar killedBar(Loss loss) {
        Instant begin =
                run.strike()
                        .filter(strike -> strike.pid() == loss.death().pid())
                        .map(WorkerKill.Strike::taskBegin)
                        .orElse(loss.noticedAt());
        return new Bar(loss.file(), 1, micros(begin), micros(loss.noticedAt()), Fate.KILLED);
    }

    private long micros(Instant moment) {
        return Duration.between(run.begin(), moment).toNanos() / 1000;
    }

    /// Joins neighbours until there are few enough bars.
    private static List<Lane> merged(List<Lane> lanes) {
        long gapMicros = 1;
        List<Lane> fewer = lanes;
        while (fewer.stream().mapToInt(lane -> lane.bars().size()).sum() > MOST_BARS) {
            long gap = gapMicros;
            fewer = lanes.stream().map(lane -> joined(lane, gap)).toList();
            gapMicros *= 2;
        }
        return fewer;
    }

    /// Joins bars that lie in the same stretch of time.
    private static Lane joined(Lane lane, long stretchMicros) {
        List<Bar> bars = new ArrayList<>();
        for (Bar bar : lane.bars()) {
            if (!bars.isEmpty() && areOne(bars.getLast(), bar, stretchMicros)) {
                Bar last = bars.removeLast();
                bars.add(
                        new Bar(
                                last.file(),
                                last.files() + bar.files(),
                                last.from(),
                                bar.to(),
                                Fate.DONE));
            } else {
                bars.add(bar);
            }
        }
        return new Lane(lane.name(), lane.detail(), lane.from(), lane.to(), lane.killed(), bars);
    }

    private static boolean areOne(Bar left, Bar right, long stretchMicros) {
        return left.fate() == Fate.DONE
                && right.fate() == Fate.DONE
                && left.from() / stretchMicros == right.to() / stretchMicros;
    }

    /// Tells how many tasks ran at the same time, at most.
    static int atOnce(Run run) {
        return new Lanes(run).packed().size();
    }
}
