package io.heddle.benchmarks.compare;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// How a cost grows with the work: the points are measured in turn, as the contestants of a case are.
///
/// @param points what is counted, in the order of the contestants
/// @param pointName what it is a number of
/// @param expectation what theory says
/// @param subject the points as contestants
record Curve(List<Long> points, String pointName, String expectation, Case subject) {

    /// What came of a curve.
    ///
    /// @param curve the curve
    /// @param result of its points
    record Result(Curve curve, CaseResult result) {

        Map<String, Object> json() {
            List<Object> points = new ArrayList<>();
            for (int i = 0; i < curve.points.size(); i++) {
                CaseResult.Entry entry = result.entries().get(i);
                Map<String, Object> point = new LinkedHashMap<>();
                point.put(curve.pointName, curve.points.get(i));
                entry.missing().ifPresent(why -> point.put("missing", why));
                if (entry.isThere()) {
                    point.put("median", entry.median());
                    point.put("spread", entry.spread());
                }
                points.add(point);
            }
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("curve", curve.subject.name());
            json.put("what", curve.subject.what());
            json.put("expectation", curve.expectation);
            json.put("unit", curve.subject.unit());
            json.put("rounds", result.rounds());
            json.put("points", points);
            json.put("warnings", result.warnings());
            return json;
        }
    }

    static List<Curve> all(Workload work, int cores) {
        return List.of(tasks(work, cores), payload(work, cores), workers(work));
    }

    private static Curve tasks(Workload work, int cores) {
        List<Long> points = List.of(100L, 1_000L, 10_000L, 100_000L);
        int least = work.of(100_000);
        return curve(
                "curve.tasks",
                "submit so many tasks that do nothing at once and wait for all",
                "µs/task",
                points,
                "tasks",
                "flat: a task costs the same, however many wait",
                tasks -> HeddleSide.bursts(cores, (int) tasks, least));
    }

    private static Curve payload(Workload work, int cores) {
        List<Long> points = List.of(1L, 64L, 4_096L, 65_536L, 1L << 20, 16L << 20);
        return curve(
                "curve.payload",
                "send an array to a task and get it back",
                "ms",
                points,
                "bytes",
                "flat while it is small, then in proportion to the bytes",
                bytes ->
                        HeddleSide.bytes(
                                cores, (int) bytes, work.of(bytes >= 1 << 20 ? 10 : 1_000)));
    }

    private static Curve workers(Workload work) {
        int least = work.of(100_000);
        return curve(
                "curve.workers",
                "submit 20,000 tasks that do nothing at once and wait for all",
                "µs/task",
                List.of(1L, 2L, 3L, 4L),
                "workers",
                "flat or falling: the submitting side is one process, and more workers than processors help nobody",
                workers -> HeddleSide.bursts((int) workers, 20_000, least));
    }

    private interface SideOfPoint {
        Contestant.Side open(long point);
    }

    private static Curve curve(
            String name,
            String what,
            String unit,
            List<Long> points,
            String pointName,
            String expectation,
            SideOfPoint sides) {
        List<Contestant> contestants =
                points.stream()
                        .map(point ->
                                new Contestant(label(point, pointName), () -> sides.open(point)))
                        .toList();
        return new Curve(
                points, pointName, expectation, new Case(name, what, unit, contestants, List.of()));
    }

    private static String label(long point, String pointName) {
        return String.format(Locale.ROOT, "%,d %s", point, pointName);
    }
}
