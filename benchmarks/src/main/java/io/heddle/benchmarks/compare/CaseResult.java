package io.heddle.benchmarks.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What came of a case.
///
/// @param subject the case
/// @param entries what each contestant did, in the order of the case
/// @param warnings what makes the numbers doubtful
record CaseResult(Case subject, List<Entry> entries, List<String> warnings) {

    private static final double[] PERCENTS = {50, 90, 99, 99.9};

    /// What one contestant did.
    ///
    /// @param name who
    /// @param values one for each round
    /// @param sortedNanos all single operations of all rounds, ascending; may be empty
    /// @param missing why it did not take part, or did not finish
    record Entry(String name, double[] values, long[] sortedNanos, Optional<String> missing) {

        static Entry of(String name, List<Round> rounds) {
            double[] values = rounds.stream().mapToDouble(Round::value).toArray();
            long[] nanos =
                    rounds.stream().flatMapToLong(round -> Arrays.stream(round.nanos())).toArray();
            Arrays.sort(nanos);
            return new Entry(name, values, nanos, Optional.empty());
        }

        static Entry missing(String name, String why) {
            return new Entry(name, new double[0], new long[0], Optional.of(why));
        }

        boolean isThere() {
            return missing.isEmpty();
        }

        double median() {
            return Statistics.median(values);
        }

        double spread() {
            return Statistics.spread(values);
        }

        /// Percentiles in microseconds, by their names; empty where operations were not timed one by one.
        Map<String, Double> percentiles() {
            Map<String, Double> micros = new LinkedHashMap<>();
            for (double percent : sortedNanos.length == 0 ? new double[0] : PERCENTS) {
                String name = percent == Math.rint(percent) ? "p" + (int) percent : "p" + percent;
                long nanos = Statistics.percentile(sortedNanos, percent);
                micros.put(name, nanos / Round.NANOS_PER_MICRO);
            }
            return micros;
        }
    }

    /// What came of a target: met, missed, or not measured.
    ///
    /// @param target the target
    /// @param ratio ours to theirs, where both are there
    record Verdict(Target target, Optional<Double> ratio) {

        String text() {
            return ratio.map(value -> target.isMetBy(value) ? "met" : "missed")
                    .orElse("not measured");
        }
    }

    Optional<Entry> ours() {
        return entries.stream().filter(e -> e.name().equals(Contestant.HEDDLE)).findFirst();
    }

    /// Heddle's median divided by that of a peer, where both are there.
    Optional<Double> ratioTo(Entry peer) {
        return ours().filter(Entry::isThere)
                .filter(ours -> peer.isThere() && !peer.name().equals(Contestant.HEDDLE))
                .map(ours -> Statistics.ratio(ours.median(), peer.median()));
    }

    List<Verdict> verdicts() {
        List<Verdict> verdicts = new ArrayList<>();
        for (Target target : subject.targets()) {
            verdicts.add(new Verdict(target, entry(target.peer()).flatMap(this::ratioTo)));
        }
        return verdicts;
    }

    /// What came of a bound: met, missed, or not measured.
    ///
    /// @param bound the bound
    /// @param millis what our operations took
    record BoundVerdict(Bound bound, Optional<Double> millis) {

        String text() {
            return millis.map(value -> bound.isMetBy(value) ? "met" : "missed")
                    .orElse("not measured");
        }

        /// For example `p99 < 20.0 ms: met, 0.312 ms`.
        String line() {
            return bound.text()
                    + ": "
                    + text()
                    + millis.map(value -> ", " + Table.number(value) + " ms").orElse("");
        }
    }

    List<BoundVerdict> boundVerdicts() {
        Optional<long[]> operations =
                ours().map(Entry::sortedNanos).filter(nanos -> nanos.length > 0);
        return subject.bounds().stream()
                .map(bound -> new BoundVerdict(bound, operations.map(bound::millis)))
                .toList();
    }

    Optional<Verdict> verdictAgainst(Entry peer) {
        return verdicts().stream().filter(v -> v.target().peer().equals(peer.name())).findFirst();
    }

    private Optional<Entry> entry(String name) {
        return entries.stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /// The form of the JSON file: one object for each case.
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("case", subject.name());
        json.put("what", subject.what());
        json.put("unit", subject.unit());
        ours().filter(Entry::isThere).ifPresent(ours -> json.put("heddle", ours.median()));
        Map<String, Object> peers = new LinkedHashMap<>();
        Map<String, Object> ratios = new LinkedHashMap<>();
        Map<String, Object> missing = new LinkedHashMap<>();
        Map<String, Object> spread = new LinkedHashMap<>();
        Map<String, Object> values = new LinkedHashMap<>();
        Map<String, Object> percentiles = new LinkedHashMap<>();
        for (Entry entry : entries) {
            entry.missing().ifPresent(why -> missing.put(entry.name(), why));
            if (entry.isThere()) {
                if (!entry.name().equals(Contestant.HEDDLE)) {
                    peers.put(entry.name(), entry.median());
                }
                ratioTo(entry).ifPresent(ratio -> ratios.put(entry.name(), ratio));
                spread.put(entry.name(), entry.spread());
                values.put(entry.name(), Arrays.stream(entry.values()).boxed().toList());
                if (!entry.percentiles().isEmpty()) {
                    percentiles.put(entry.name(), entry.percentiles());
                }
            }
        }
        json.put("peers", peers);
        json.put("ratios", ratios);
        json.put("rounds", rounds());
        json.put("spread", spread);
        json.put("values", values);
        json.put("targets", verdicts().stream().map(CaseResult::json).toList());
        if (!subject.bounds().isEmpty()) {
            json.put("bounds", boundVerdicts().stream().map(CaseResult::json).toList());
        }
        json.put("missing", missing);
        if (!percentiles.isEmpty()) {
            json.put("percentilesMicros", percentiles);
        }
        json.put("warnings", warnings);
        return json;
    }

    private static Map<String, Object> json(Verdict verdict) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("peer", verdict.target().peer());
        json.put("target", verdict.target().text());
        verdict.ratio().ifPresent(ratio -> json.put("ratio", ratio));
        json.put("verdict", verdict.text());
        return json;
    }

    private static Map<String, Object> json(BoundVerdict verdict) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("bound", verdict.bound().text());
        verdict.millis().ifPresent(millis -> json.put("millis", millis));
        json.put("verdict", verdict.text());
        return json;
    }

    int rounds() {
        return entries.stream().mapToInt(entry -> entry.values().length).max().orElse(0);
    }
}
