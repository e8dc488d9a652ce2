package io.heddle.stress.cluster;

import io.heddle.stress.cluster.Diary.Entry;
import io.heddle.stress.cluster.Diary.Pages;
import io.heddle.stress.cluster.Diary.Verb;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Says whether what became of values of an acknowledged queue is as promised.
///
/// - Each value that the server has taken is acknowledged in the end, or somebody died or heard nothing while
///   acknowledging it.
/// - None is acknowledged twice, or delivered to anybody who asked after that.
/// - It is delivered again only because who had it gave it back, or was away, or the server was.
final class ValueJudge {

    /// One delivery of a value, and what was said about it.
    private static final class Holding {

        final String consumer;
        final Entry delivered;
        final List<Entry> said = new ArrayList<>();

        Holding(String consumer, Entry delivered) {
            this.consumer = consumer;
            this.delivered = delivered;
        }

        boolean has(Verb verb) {
            return said.stream().anyMatch(entry -> entry.verb() == verb);
        }

        long endedAt() {
            return said.isEmpty() ? Long.MAX_VALUE : said.getLast().nanos();
        }

        @Override
        public String toString() {
            return consumer + delivered + said;
        }
    }

    private final Map<String, List<Holding>> holdings = new TreeMap<>();
    private final Map<String, Long> sent = new TreeMap<>();
    private final Evidence evidence;
    private final Findings findings;
    private long acknowledged;
    private long deliveredAgain;

    ValueJudge(List<Pages> pages, Evidence evidence, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
        for (Pages diary : pages) {
            diary.entries().forEach(entry -> note(diary.who(), entry));
        }
        for (List<Holding> of : holdings.values()) {
            of.sort(Comparator.comparingLong(holding -> holding.delivered.nanos()));
        }
    }

    private void note(String who, Entry entry) {
        switch (entry.verb()) {
            case SENT -> sent.put(entry.word(0), entry.nanos());
            case DELIVERED -> of(entry.word(0)).add(new Holding(who, entry));
            case ACKNOWLEDGES, ACKNOWLEDGED, TOO_LATE, RETURNS ->
                    holding(who, entry).said.add(entry);
            case TROUBLE, UNSURE -> trouble(who, entry);
            default -> {}
        }
    }

    private List<Holding> of(String value) {
        return holdings.computeIfAbsent(value, _ -> new ArrayList<>());
    }

    /// The delivery that somebody says something about: diaries are read in order.
    private Holding holding(String who, Entry entry) {
        return of(entry.word(0)).stream()
                .filter(each -> each.consumer.equals(who))
                .filter(each -> each.delivered.number(1) == entry.number(1))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("nobody was given this: " + who + " " + entry));
    }

    /// A call that is not answered needs a server that was away, or a caller who was.
    private void trouble(String who, Entry entry) {
        long wait = 4 * Role.SILENCE.toNanos();
        if (!evidence.excuses(who, entry.nanos() - wait, entry.nanos())) {
            findings.add(
                    Offence.UNEXPLAINED, "a call had no answer: who=%s %s".formatted(who, entry));
        }
        if (entry.verb() == Verb.TROUBLE && !entry.word(0).equals("-")) {
            holding(who, entry).said.add(entry);
        }
    }

    void judge() {
        sent.forEach((value, nanos) -> {
            if (of(value).stream().noneMatch(this::mayHaveEndedIt)) {
                add(Offence.LOST, value, "it was sent and nobody acknowledged it");
            }
        });
        holdings.forEach((value, of) -> {
            judgeAcknowledgements(value, of);
            judgeAgain(value, of);
        });
    }

    private boolean mayHaveEndedIt(Holding holding) {
        return holding.has(Verb.ACKNOWLEDGED)
                || (holding.has(Verb.ACKNOWLEDGES)
                        && !holding.has(Verb.TOO_LATE)
                        && (holding.has(Verb.TROUBLE) || evidence.wasKilled(holding.consumer)));
    }

    private void judgeAcknowledgements(String value, List<Holding> of) {
        List<Holding> ends = of.stream().filter(each -> each.has(Verb.ACKNOWLEDGED)).toList();
        if (ends.isEmpty()) {
            return;
        }
        acknowledged++;
        if (ends.size() > 1) {
            add(Offence.TWICE, value, "it was acknowledged twice");
        }
        long end = ends.getFirst().endedAt();
        for (Holding holding : of) {
            if (holding.delivered.number(2) > end) {
                add(Offence.TWICE, value, "it was delivered to one who asked after its end");
            }
        }
    }

    private void judgeAgain(String value, List<Holding> of) {
        Set<Long> numbers = new HashSet<>();
        for (int i = 0; i < of.size(); i++) {
            Holding holding = of.get(i);
            if (!numbers.add(holding.delivered.number(1))) {
                add(Offence.TWICE, value, "two deliveries have one number");
            }
            if (i > 0) {
                deliveredAgain++;
                if (!isExcused(of.get(i - 1), holding)) {
                    add(
                            Offence.UNEXPLAINED,
                            value,
                            "nothing explains its delivery number %d".formatted(i + 1));
                }
            }
            if (holding.has(Verb.TOO_LATE)
                    && !evidence.excuses(
                            holding.consumer, holding.delivered.nanos(), holding.endedAt())) {
                add(Offence.UNEXPLAINED, value, "nothing explains that a lease was lost");
            }
        }
    }

    private boolean isExcused(Holding before, Holding after) {
        return before.has(Verb.RETURNS)
                || evidence.excuses(
                        before.consumer, before.delivered.number(2), after.delivered.nanos())
                || evidence.excuses(
                        after.consumer, before.delivered.nanos(), after.delivered.nanos());
    }

    private void add(Offence offence, String value, String what) {
        findings.add(
                offence,
                "value=%s: %s; sent=%s %s".formatted(value, what, sent.get(value), of(value)));
    }

    long acknowledged() {
        return acknowledged;
    }

    String summary() {
        return "  values: sent %d, acknowledged %d; delivered again %d times"
                .formatted(sent.size(), acknowledged, deliveredAgain);
    }
}
