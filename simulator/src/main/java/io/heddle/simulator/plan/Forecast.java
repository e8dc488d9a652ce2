package io.heddle.simulator.plan;

import io.heddle.simulator.TimeText;
import io.heddle.simulator.internal.Columns;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// What came of a [Plan].
///
/// @param plan what was simulated
/// @param makespan from the first arrival to the end of the last task
/// @param completed how many tasks came to their end
/// @param failed how many were given up, as their worker died and no attempt was left
/// @param deaths how many workers died, those without a task included as far as anybody noticed
/// @param utilisation which part of the time of all workers went into work that was completed
/// @param lost which part went into attempts that came to nothing
/// @param meanQueued how many tasks stood in line, in the mean over time
/// @param mostQueued how many did at most
/// @param waiting from the arrival of a task to its first start
/// @param turnaround from the arrival of a task that was completed to its end
public record Forecast(
        Plan plan,
        Duration makespan,
        long completed,
        long failed,
        long deaths,
        double utilisation,
        double lost,
        double meanQueued,
        long mostQueued,
        Times waiting,
        Times turnaround) {

    /// Times of many tasks in a few numbers. Percentiles are right to half a percent, the others exact.
    ///
    /// @param mean of all
    /// @param median half of them took no longer
    /// @param p90 nine of ten took no longer
    /// @param p99 99 of a hundred took no longer
    /// @param p999 999 of a thousand took no longer
    /// @param longest of all
    public record Times(
            Duration mean,
            Duration median,
            Duration p90,
            Duration p99,
            Duration p999,
            Duration longest) {

        static Times of(Histogram histogram) {
            return new Times(
                    Duration.ofNanos(Math.round(histogram.mean())),
                    Duration.ofNanos(histogram.quantile(0.5)),
                    Duration.ofNanos(histogram.quantile(0.9)),
                    Duration.ofNanos(histogram.quantile(0.99)),
                    Duration.ofNanos(histogram.quantile(0.999)),
                    Duration.ofNanos(histogram.longest()));
        }
    }

    /// Tells how many tasks came to their end in a second.
    ///
    /// @return zero or more
    public double throughput() {
        return completed / (makespan.toNanos() / 1e9);
    }

    /// Writes forecasts beside each other, a line each.
    ///
    /// @param forecasts at least one
    /// @return a head and a line for each, each with its end
    public static String compare(List<Forecast> forecasts) {
        Columns columns =
                new Columns(
                        "workers",
                        "makespan",
                        "tasks/s",
                        "utilisation",
                        "queue mean",
                        "queue max",
                        "wait mean",
                        "wait p99",
                        "turnaround p50",
                        "p99",
                        "failed",
                        "deaths");
        for (Forecast each : forecasts) {
            columns.add(
                    String.valueOf(each.plan.workers()),
                    TimeText.of(each.makespan),
                    String.format(Locale.ROOT, "%,.0f", each.throughput()),
                    String.format(Locale.ROOT, "%.1f %%", 100 * each.utilisation),
                    String.format(Locale.ROOT, "%,.1f", each.meanQueued),
                    String.format(Locale.ROOT, "%,d", each.mostQueued),
                    TimeText.of(each.waiting.mean),
                    TimeText.of(each.waiting.p99),
                    TimeText.of(each.turnaround.median),
                    TimeText.of(each.turnaround.p99),
                    String.format(Locale.ROOT, "%,d", each.failed),
                    String.format(Locale.ROOT, "%,d", each.deaths));
        }
        return columns.toString();
    }

    /// Writes it in lines.
    ///
    /// @return as [#compare] does for one
    @Override
    public String toString() {
        return compare(List.of(this));
    }
}
