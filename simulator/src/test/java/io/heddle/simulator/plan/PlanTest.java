package io.heddle.simulator.plan;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Crowds of workers.
class PlanTest {

    private static final double MILLI = 1e6;

    @Test
    void batchTakesAsLongAsItsRounds() {
        Forecast forecast = Plan.of(4).tasks(10).work(Chance.always(ofMillis(10))).run();

        // 4, 4 and 2; waiting 4 x 0, 4 x 10, 2 x 20
        assertThat(forecast.makespan()).isEqualTo(ofMillis(30));
        assertThat(forecast.waiting().mean()).isEqualTo(ofMillis(8));
        assertThat(forecast.waiting().longest()).isEqualTo(ofMillis(20));
        assertThat(forecast.turnaround().mean()).isEqualTo(ofMillis(18));
        assertThat(forecast.utilisation()).isEqualTo(100.0 / 120);
        assertThat(forecast.mostQueued()).isEqualTo(6);
        // 6 for the first ten milliseconds, 2 for the second
        assertThat(forecast.meanQueued()).isEqualTo(80.0 / 30);
    }

    @Test
    void recordedRunIsReplayedInItsOrder() {
        Plan recorded =
                Plan.of(1)
                        .tasks(3)
                        .every(Chance.inOrder(List.of(ofMillis(5), ofMillis(100), ofMillis(0))))
                        .work(Chance.inOrder(List.of(ofMillis(20), ofMillis(10), ofMillis(30))));

        Forecast one = recorded.run();
        Forecast two = recorded.workers(2).run();

        // from 0 to 20; from 5, waits 15, to 30; from 105 to 135
        assertThat(one.makespan()).isEqualTo(ofMillis(135));
        assertThat(one.waiting().longest()).isEqualTo(ofMillis(15));
        assertThat(one.turnaround().mean()).isEqualTo(ofMillis(25));
        assertThat(two.waiting().longest()).isZero();
        assertThat(two.makespan()).isEqualTo(ofMillis(135));
        assertThat(recorded.run()).as("a plan may be run again").isEqualTo(one);
    }

    /// The formula of Erlang: who comes to an exchange with `c` lines waits with this probability.
    private static double erlangC(int c, double offered) {
        double term = 1;
        double sum = 1;
        for (int k = 1; k < c; k++) {
            term *= offered / k;
            sum += term;
        }
        double last = term * offered / c * c / (c - offered);
        return last / (sum + last);
    }

    /// Independent runs; what they are off by in the mean must be within what their spread allows.
    private static void assertMeanWait(Plan plan, double expectedNanos) {
        int runs = 12;
        double[] means = new double[runs];
        for (int i = 0; i < runs; i++) {
            means[i] = plan.seed(1_000 + i).run().waiting().mean().toNanos();
        }
        double mean = Arrays.stream(means).average().orElseThrow();
        double variance = Arrays.stream(means).map(x -> (x - mean) * (x - mean)).sum() / (runs - 1);
        double halfWidth = 3.1 * Math.sqrt(variance / runs);
        // Student's t with 11 degrees of freedom: 99 %
        assertThat(mean).isCloseTo(expectedNanos, within(halfWidth));
        assertThat(halfWidth).as("the runs say something").isLessThan(expectedNanos / 10);
    }

    @Test
    void oneWorkerWithoutMemoryWaitsAsTheFormulaSays() {
        // M/M/1: rho / (mu - lambda), with 8 ms of work every 10 ms
        assertMeanWait(
                Plan.of(1)
                        .tasks(60_000)
                        .every(Chance.exponential(ofMillis(10)))
                        .work(Chance.exponential(ofMillis(8))),
                0.8 / (1 / 8.0 - 1 / 10.0) * MILLI);
    }

    @Test
    void severalWorkersWaitAsErlangSays() {
        for (int c : new int[] {2, 5, 20}) {
            double offered = 0.85 * c;
            // M/M/c: C / (c mu - lambda), with 10 ms of work
            assertMeanWait(
                    Plan.of(c)
                            .tasks(60_000)
                            .every(Chance.exponential(ofNanos((long) (10 * MILLI / offered))))
                            .work(Chance.exponential(ofMillis(10))),
                    erlangC(c, offered) * 10 * MILLI / (c - offered));
        }
    }

    @Test
    void workThatIsAlwaysTheSameHalvesTheWait() {
        // M/D/1: rho / (2 mu (1 - rho))
        assertMeanWait(
                Plan.of(1)
                        .tasks(60_000)
                        .every(Chance.exponential(ofMillis(10)))
                        .work(Chance.always(ofMillis(8))),
                0.8 / (2 * (1 - 0.8)) * 8 * MILLI);
    }

    @Test
    void littlesLawHolds() {
        Forecast forecast =
                Plan.of(3)
                        .tasks(50_000)
                        .every(Chance.exponential(ofMillis(4)))
                        .work(Chance.between(ofMillis(1), ofMillis(20)))
                        .run();

        double arrivalsPerNano = 50_000.0 / forecast.makespan().toNanos();
        assertThat(forecast.meanQueued())
                .isCloseTo(
                        arrivalsPerNano * forecast.waiting().mean().toNanos(),
                        within(forecast.meanQueued() * 1e-6));
    }

    /// What the crowd does without storing tasks, done again with all of them in a list.
    @Test
    void forecastIsWhatAPlainSimulationWithAllTasksGives() {
        for (int seed = 0; seed < 20; seed++) {
            Plan plan =
                    Plan.of(1 + seed % 7)
                            .tasks(2_000)
                            .every(Chance.exponential(ofMillis(2)))
                            .work(Chance.exponential(ofMillis(1 + 2L * (seed % 7))))
                            .overhead(ofNanos(77))
                            .seed(seed);
            PriorityQueue<Long> free = new PriorityQueue<>();
            for (int i = 0; i < plan.workers(); i++) {
                free.add(0L);
            }
            Dice arrivals = new Dice(seed, 1);
            Dice works = new Dice(seed, 2);
            long arrival = 0;
            long waited = 0;
            long last = 0;
            for (int i = 0; i < plan.tasks(); i++) {
                long start = Math.max(arrival, free.remove());
                waited += start - arrival;
                long end = start + Draw.of(plan.work()).from(works.next()) + 77;
                last = Math.max(last, end);
                free.add(end);
                arrival += Draw.of(plan.every()).from(arrivals.next());
            }
            Forecast forecast = plan.run();

            assertThat(forecast.makespan()).isEqualTo(ofNanos(last));
            assertThat(forecast.waiting().mean())
                    .isEqualTo(ofNanos(Math.round((double) waited / plan.tasks())));
        }
    }

    @Test
    void everyTaskIsCompletedOrGivenUpAndAllTimeIsAccountedFor() {
        for (int seed = 0; seed < 10; seed++) {
            Plan plan =
                    Plan.of(8)
                            .tasks(5_000)
                            .work(Chance.exponential(ofMillis(10)))
                            .failing(ofMillis(100), ofMillis(30))
                            .retries(seed % 3)
                            .seed(seed);
            Forecast forecast = plan.run();

            assertThat(forecast.completed() + forecast.failed()).isEqualTo(5_000);
            assertThat(forecast.deaths()).isPositive();
            assertThat(forecast.utilisation() + forecast.lost()).isLessThan(1);
            assertThat(forecast).isEqualTo(plan.run());
        }
    }

    @Test
    void workersThatDieLoseTheShareOfTasksThatTheExponentialSays() {
        // a task of 10 ms survives a worker with a mean life of 100 ms with exp(-0.1)
        Plan plan =
                Plan.of(10)
                        .tasks(200_000)
                        .work(Chance.always(ofMillis(10)))
                        .failing(ofMillis(100), ofMillis(5));

        double survive = Math.exp(-0.1);
        assertThat(plan.run().completed() / 200_000.0).isCloseTo(survive, within(0.004));
        // three attempts: only who dies three times is given up
        assertThat(plan.retries(2).run().failed() / 200_000.0)
                .isCloseTo(Math.pow(1 - survive, 3), within(0.0005));
        assertThat(plan.retries(50).run().failed()).isZero();
    }

    @Test
    void restartsCostWhatTheyTake() {
        // up 90 ms and away 10 ms, in the mean: nine tenths of the workers are there; tasks are
        // short
        Forecast forecast =
                Plan.of(50)
                        .tasks(1_000_000)
                        .work(Chance.always(ofNanos(100_000)))
                        .failing(ofMillis(90), ofMillis(10))
                        .retries(10)
                        .run();

        assertThat(forecast.utilisation()).isCloseTo(0.9, within(0.01));
    }

    @Test
    void moreWorkersNeverMakeABatchLonger() {
        Duration before = ofDays(1);
        for (int workers = 1; workers <= 64; workers *= 2) {
            Duration makespan =
                    Plan.of(workers)
                            .tasks(10_000)
                            .work(Chance.exponential(ofMillis(5)))
                            .run()
                            .makespan();
            assertThat(makespan).isLessThan(before);
            before = makespan;
        }
    }

    @Test
    void percentilesAreRightToHalfAPercent() {
        Random chance = new Random(5);
        Histogram histogram = new Histogram();
        long[] all = new long[50_000];
        for (int i = 0; i < all.length; i++) {
            all[i] = (long) Math.exp(chance.nextDouble() * 40);
            histogram.add(all[i]);
        }
        Arrays.sort(all);
        for (double part : new double[] {0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1}) {
            long exact = all[(int) Math.ceil(part * all.length) - 1];
            assertThat((double) histogram.quantile(part))
                    .isCloseTo((double) exact, within(exact * 0.005));
        }
        assertThat(new Histogram().quantile(0.5)).isZero();
        Histogram longest = new Histogram();
        longest.add(Long.MAX_VALUE);
        assertThat(longest.quantile(1)).isBetween(Long.MAX_VALUE / 256 * 255, Long.MAX_VALUE);
    }

    @Test
    void agendaGivesTheEarliestAndOfEqualsTheLowest() {
        Random chance = new Random(3);
        Agenda agenda = new Agenda(500);
        List<String> expected = new ArrayList<>();
        for (int worker = 0; worker < 500; worker++) {
            long time = chance.nextInt(50);
            agenda.add(time, worker);
            expected.add("%03d %03d".formatted(time, worker));
        }
        expected.sort(null);
        List<String> order = new ArrayList<>();
        while (!agenda.isEmpty()) {
            order.add("%03d %03d".formatted(agenda.time(), agenda.worker()));
            agenda.remove();
        }
        assertThat(order).isEqualTo(expected);
    }

    @Test
    void aMillionTasksOnTenThousandWorkersNeedNoMemoryForTasks() {
        assertBig(1_000_000);
    }

    @Test
    @Tag("stress")
    void tenMillionTasksOnTenThousandWorkersToo() {
        assertBig(10_000_000);
    }

    private static void assertBig(long tasks) {
        Forecast forecast =
                Plan.of(10_000)
                        .tasks(tasks)
                        .every(Chance.exponential(ofNanos(1_050)))
                        .work(Chance.exponential(ofMillis(10)))
                        .failing(ofSeconds(60), ofMillis(400))
                        .retries(3)
                        .run();

        assertThat(forecast.completed()).isEqualTo(tasks);
        assertThat(forecast.utilisation()).isBetween(0.5, 1.0);
    }

    @Test
    void distributionsHaveTheirMeansAndTheirText() {
        for (Chance chance :
                List.of(
                        Chance.parse("exp:8ms"),
                        Chance.parse("uniform:2ms-14ms"),
                        Chance.parse("8ms"),
                        Chance.oneOf(List.of(ofMillis(4), ofMillis(12))))) {
            Dice dice = new Dice(1, 1);
            Draw draw = Draw.of(chance);
            double sum = 0;
            for (int i = 0; i < 100_000; i++) {
                sum += draw.from(dice.next());
            }
            assertThat(sum / 100_000).as("%s", chance).isCloseTo(8 * MILLI, within(0.1 * MILLI));
            assertThat(chance.meanNanos()).isEqualTo(8 * MILLI);
        }
    }

    @Test
    void plansThatMakeNoSenseAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of(0))
                .withMessageContaining("workers=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of(1).tasks(0))
                .withMessageContaining("tasks=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of(1).retries(-1))
                .withMessageContaining("retries=-1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of(1).work(Chance.always(Duration.ZERO)))
                .withMessageContaining("takes some time");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of(1).failing(ofNanos(1), ofNanos(1)))
                .withMessageContaining("lives shorter");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.of(1).overhead(ofHours(25)))
                .withMessageContaining("overhead=PT25H");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chance.between(ofMillis(2), ofMillis(1)))
                .withMessageContaining("least=2ms most=1ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chance.exponential(Duration.ZERO))
                .withMessageContaining("mean=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chance.oneOf(List.of()))
                .withMessageContaining("times=0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chance.parse("uniform:5ms"))
                .withMessageContaining("two ends");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chance.always(ofMinutes(-1)))
                .withMessageContaining("zero to a day");
    }

    @Test
    void forecastsStandBesideEachOther() {
        Plan plan = Plan.of(1).tasks(100);

        assertThat(Forecast.compare(List.of(plan.run(), plan.workers(2).run())))
                .startsWith("workers  makespan  tasks/s")
                .contains("\n1              1s      100      100.0 %")
                .contains("\n2           500ms      200      100.0 %");
        assertThat(plan.run().toString().lines()).hasSize(2);
    }
}
