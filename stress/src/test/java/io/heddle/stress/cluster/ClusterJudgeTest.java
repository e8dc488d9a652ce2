package io.heddle.stress.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.stress.cluster.Diary.Entry;
import io.heddle.stress.cluster.Diary.Pages;
import io.heddle.stress.cluster.Diary.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Stories with one thing wrong in each: who judges must see it, and nothing else.
class ClusterJudgeTest {

    private static final String RIGHT = Long.toString(Chore.valueOf("t"));

    private final Evidence evidence = new Evidence(Duration.ofNanos(5));
    private final List<Pages> pages = new ArrayList<>();

    private void diary(String who, Entry... entries) {
        pages.add(new Pages(who, List.of(entries)));
    }

    private static Entry at(long nanos, Verb verb, Object... words) {
        return new Entry(nanos, verb, Stream.of(words).map(Object::toString).toList());
    }

    private void assertTasksGive(Offence... offences) {
        Findings findings = new Findings(text -> {});
        new TaskJudge(pages, evidence, findings).judge();
        assertGives(findings, offences);
    }

    private void assertValuesGive(Offence... offences) {
        Findings findings = new Findings(text -> {});
        new ValueJudge(pages, evidence, findings).judge();
        assertGives(findings, offences);
    }

    private static void assertGives(Findings findings, Offence... offences) {
        List<Offence> found = new ArrayList<>();
        for (Offence offence : Offence.values()) {
            for (long i = 0; i < findings.count(offence); i++) {
                found.add(offence);
            }
        }
        assertThat(found).containsExactly(offences);
    }

    private void client(int retries, Entry... outcomes) {
        List<Entry> all = new ArrayList<>(List.of(at(10, Verb.SUBMITS, "t", retries)));
        all.addAll(List.of(outcomes));
        pages.add(new Pages("client1", all));
    }

    private void begins(long nanos, String worker, long pid) {
        diary(worker, at(nanos, Verb.BEGINS, "t", pid, worker));
    }

    // ---- tasks ---------------------------------------------------------------------------------

    @Test
    void taskThatEndsWellIsRight() {
        client(0, at(30, Verb.RESULT, "t", RIGHT, 1));
        begins(20, "worker1", 5);

        assertTasksGive();
    }

    @Test
    void taskWithoutAnOutcomeIsLostUnlessItsClientWasKilled() {
        client(3);

        assertTasksGive(Offence.LOST);
        evidence.killed("client1", 50);
        assertTasksGive();
    }

    @Test
    void wrongResultIsAnOffence() {
        client(0, at(30, Verb.RESULT, "t", "1", 1));

        assertTasksGive(Offence.UNEXPLAINED);
    }

    @Test
    void taskWithoutRetriesMayNotBeginTwiceWhateverHappens() {
        client(0, at(60, Verb.RESULT, "t", RIGHT, 2));
        begins(20, "worker1", 5);
        begins(40, "worker2", 6);
        evidence.killed("worker1", 30);

        assertTasksGive(Offence.TWICE);
    }

    @Test
    void secondStartNeedsADeathOrAnOutage() {
        client(3, at(60, Verb.RESULT, "t", RIGHT, 2));
        begins(20, "worker1", 5);
        begins(40, "worker2", 6);

        assertTasksGive(Offence.UNEXPLAINED);
        evidence.killed("worker3", 30);
        evidence.killedChild(7);
        evidence.outage(1, 2);
        assertTasksGive(Offence.UNEXPLAINED);
        evidence.killed("worker1", 30);
        assertTasksGive();
    }

    @Test
    void secondStartIsExcusedByTheDeathOfItsProcessOrAnOutageOrAStop() {
        client(3, at(60, Verb.RESULT, "t", RIGHT, 4));
        begins(20, "worker1", 5);
        begins(30, "worker1", 6);
        begins(40, "worker2", 7);
        begins(50, "worker3", 8);
        evidence.killedChild(5);
        evidence.outage(32, 34);
        assertTasksGive(Offence.UNEXPLAINED);
        evidence.absent("worker2", 38, 39);

        assertTasksGive();
    }

    @Test
    void moreStartsThanTheServerHasCountedAreAnOffence() {
        client(3, at(60, Verb.RESULT, "t", RIGHT, 1));
        begins(20, "worker1", 5);
        begins(40, "worker2", 6);
        evidence.killed("worker1", 30);

        assertTasksGive(Offence.UNEXPLAINED);
    }

    @Test
    void failureNeedsTheDeathOfTheWorkerThatItNames() {
        client(0, at(60, Verb.FAILED, "t", "SILENT", 0, "worker1", "…"));
        evidence.killed("worker2", 30);

        assertTasksGive(Offence.UNEXPLAINED);
        evidence.killed("worker1", 30);
        assertTasksGive();
    }

    @Test
    void failureOfAProcessNeedsItsKill() {
        client(0, at(60, Verb.FAILED, "t", "SIGNAL", 5, "?", "…"));

        assertTasksGive(Offence.UNEXPLAINED);
        evidence.killedChild(5);
        assertTasksGive();
    }

    @Test
    void taskWithEnoughRetriesMayNotFail() {
        client(50, at(60, Verb.FAILED, "t", "SILENT", 0, "worker1", "…"));
        evidence.killed("worker1", 30);

        assertTasksGive(Offence.UNEXPLAINED);
    }

    // ---- values --------------------------------------------------------------------------------

    private static Entry[] held(long from, int number, long ends, Verb... said) {
        List<Entry> entries = new ArrayList<>();
        entries.add(at(from, Verb.DELIVERED, "v", number, from - 1));
        for (Verb verb : said) {
            entries.add(at(ends, verb, "v", number));
        }
        return entries.toArray(Entry[]::new);
    }

    private void sent() {
        diary("client1", at(10, Verb.SENDS, "v"), at(11, Verb.SENT, "v"));
    }

    @Test
    void valueThatIsAcknowledgedOnceIsRight() {
        sent();
        diary("consumer1", held(20, 1, 30, Verb.ACKNOWLEDGES, Verb.ACKNOWLEDGED));

        assertValuesGive();
    }

    @Test
    void valueThatNobodyAcknowledgesIsLost() {
        sent();
        diary("consumer1", held(20, 1, 30));

        assertValuesGive(Offence.LOST);
    }

    @Test
    void valueMayHaveBeenAcknowledgedByWhoWasKilledMeanwhile() {
        sent();
        diary("consumer1", held(20, 1, 30, Verb.ACKNOWLEDGES));

        assertValuesGive(Offence.LOST);
        evidence.killed("consumer1", 31);
        assertValuesGive();
    }

    @Test
    void valueThatIsAcknowledgedTwiceIsAnOffenceWhoeverWasStopped() {
        sent();
        diary("consumer1", held(20, 1, 60, Verb.ACKNOWLEDGES, Verb.ACKNOWLEDGED));
        diary("consumer2", held(40, 2, 50, Verb.ACKNOWLEDGES, Verb.ACKNOWLEDGED));
        evidence.absent("consumer1", 25, 55);

        assertValuesGive(Offence.TWICE);
    }

    @Test
    void valueThatIsDeliveredAfterItsEndIsAnOffence() {
        sent();
        diary("consumer1", held(20, 1, 30, Verb.ACKNOWLEDGES, Verb.ACKNOWLEDGED));
        diary("consumer2", held(40, 2, 50, Verb.RETURNS));
        evidence.absent("consumer1", 25, 28);
        evidence.outage(32, 35);

        assertValuesGive(Offence.TWICE);
    }

    @Test
    void secondDeliveryNeedsAReason() {
        sent();
        diary("consumer1", held(20, 1, 60, Verb.ACKNOWLEDGES, Verb.TOO_LATE));
        diary("consumer2", held(40, 2, 50, Verb.ACKNOWLEDGES, Verb.ACKNOWLEDGED));

        assertValuesGive(Offence.UNEXPLAINED, Offence.UNEXPLAINED); // this, and the lost lease
        evidence.absent("consumer1", 25, 33);
        assertValuesGive();
    }

    @Test
    void valueThatWasGivenBackMayBeDeliveredAgain() {
        sent();
        diary("consumer1", held(20, 1, 30, Verb.RETURNS));
        diary("consumer2", held(40, 2, 50, Verb.ACKNOWLEDGES, Verb.ACKNOWLEDGED));

        assertValuesGive();
    }

    @Test
    void oneDeliveryMayNotHaveTwoReceivers() {
        sent();
        diary("consumer1", held(20, 1, 30));
        diary("consumer2", held(40, 1, 50, Verb.ACKNOWLEDGES, Verb.ACKNOWLEDGED));
        evidence.killed("consumer1", 30);

        assertValuesGive(Offence.TWICE);
    }
}
