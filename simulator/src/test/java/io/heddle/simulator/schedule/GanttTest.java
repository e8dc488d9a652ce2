package io.heddle.simulator.schedule;

import static io.heddle.simulator.schedule.Jobs.job;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.StringReader;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/// A run as text, picture and page.
class GanttTest {

    private static final Trace TRACE =
            Schedule.of(Policy.roundRobin(ofMillis(4)), 1)
                    .run(
                            job("long", 0, 24),
                            job("P2", 0, 3).waits(ofMillis(6)).runs(ofMillis(1)),
                            job("P3", 0, 3).childOf("long"));

    @Test
    void textShowsStatesOfJobsAndWhomTheCoreRuns() {
        // long 0-4, P2 4-7 then waits to 13, P3 7-10, long 10-14, P2 14-15, long 15-31
        assertThat(TRACE.gantt().text(31))
                .isEqualTo(
                        """
                        round robin, slice 4ms, 1 core
                                0ms                 20ms
                        long    ####......####.################
                        P2      ....###~~~~~~.#
                        P3      .......###zzzzzzzzzzzzzzzzzzzzz
                        core 0  lon|P2|P3|lon|Plong-----------|
                        # running   . ready   ~ waiting   z zombie
                        """);
        assertThat(TRACE.gantt()).hasToString(TRACE.gantt().text());
    }

    @Test
    void changesAreShownAndSoAreMomentsTooShortForAColumn() {
        Trace trace =
                Schedule.of(Policy.firstComeFirstServed(), 1)
                        .switchCost(ofMillis(2))
                        .run(
                                job("A", 0, 4),
                                job("B", 0, 2),
                                Job.named("C").arrives(ofMillis(20)).runs(ofNanos(1_000)));

        assertThat(trace.gantt().text(24))
                .contains("core 0  A--|xxxB|            xxx")
                .contains("x changing jobs");
        Trace tiny =
                Schedule.of(Policy.cooperative(), 1)
                        .run(
                                job("A", 0, 50),
                                Job.named("B").arrives(ofMillis(99)).runs(ofNanos(1)));
        assertThat(tiny.gantt().text(10)).contains("B                #\n");
    }

    @Test
    void crowdIsCutAndManyIntervalsAreJoined() {
        List<Job> crowd = IntStream.range(0, 250).mapToObj(i -> job("j" + i, 0, 40)).toList();
        Trace trace = Schedule.of(Policy.roundRobin(ofMillis(1)), 1).run(crowd);

        assertThat(trace.slots()).hasSize(10_000);
        assertThat(trace.gantt().text()).contains("and 50 more jobs").doesNotContain("j200 ");
        assertThat(trace.gantt().svg().length()).isLessThan(3_000_000);
        assertThat(trace.gantt().svg()).contains("and 50 more jobs", "mostly: core 0 runs");
    }

    @Test
    void pictureIsWellFormedAndHasARectangleForEachInterval() throws Exception {
        Document svg = parsed(TRACE.gantt().svg());

        assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
        long intervals =
                TRACE.jobs().stream().mapToLong(job -> job.intervals().size()).sum()
                        + TRACE.slots().size();
        // and four of the legend
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo((int) intervals + 4);
        assertThat(svg.getElementsByTagName("title").item(1).getTextContent())
                .isEqualTo("long running on core 0: 0ms to 4ms (4ms)");
    }

    @Test
    void namesAreNothingButTextInPicturesAndPages() throws Exception {
        Trace trace =
                Schedule.of(Policy.cooperative(), 1)
                        .run(job("<script>alert('1')</script>", 0, 3), job("&\"", 0, 3));

        assertThat(trace.gantt().html()).doesNotContain("<script").contains("&lt;script&gt;");
        parsed(trace.gantt().svg());
    }

    @Test
    void pageNeedsNothingElseAndComparesRuns() {
        Trace other = Schedule.of(Policy.cooperative(), 2).run(job("A", 0, 3));
        String page = Gantt.html(List.of(TRACE, other));

        assertThat(page)
                .contains("default-src 'none'; style-src 'sha256-")
                .contains("Beside each other", "<td>100.0 %</td>", "<td>50.0 %</td>")
                .contains("round robin, slice 4ms, 1 core", "cooperative, 2 cores")
                .doesNotContain("href=", "src=", "<script");
        assertThat(TRACE.gantt().html()).doesNotContain("Beside each other");
        assertThatIllegalArgumentException().isThrownBy(() -> Gantt.html(List.of()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TRACE.gantt().text(9))
                .withMessageContaining("columns=9");
    }

    @Test
    void tablesSayWhatTheNumbersAre() {
        assertThat(TRACE.table())
                .startsWith("job   arrival  waiting  turnaround  response   end\n")
                .contains("P3        0ms      7ms        10ms       7ms  10ms\n")
                .contains(
                        "makespan 31ms, utilisation 100.0 %, 5 context switches that took 0ms, 0 preemptions");
        assertThat(Trace.compare(List.of(TRACE)))
                .contains("policy ", "utilisation\nround robin, slice 4ms, 1 core");
    }

    private static Document parsed(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }
}
