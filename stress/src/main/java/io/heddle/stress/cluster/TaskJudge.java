package io.heddle.stress.cluster;

import io.heddle.stress.cluster.Diary.Entry;
import io.heddle.stress.cluster.Diary.Pages;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Says whether what became of tasks is as promised.
///
/// - Each task of a client that was not killed has one outcome, and the right one.
/// - It fails only by a death, and that was the storm's, or the machine's, doing.
/// - Without retries it begins once at most; with them not more often than the server has counted, and each time
///   after the first because somebody who had it, or the server, was away.
final class TaskJudge {

    private static final String SILENT = "SILENT";

    /// One beginning of a task.
    private record Start(long nanos, long pid, String worker) {}

    /// What is known of one task.
    private static final class Story {

        final String client;
        final long submitted;
        final long retries;
        final List<Start> starts = new ArrayList<>();
        final List<Entry> outcomes = new ArrayList<>();

        Story(String client, Entry submission) {
            this.client = client;
            this.submitted = submission.nanos();
            this.retries = submission.number(1);
        }
    }

    private final Map<String, Story> stories = new TreeMap<>();
    private final Evidence evidence;
    private final Findings findings;
    private long ended;
    private long died;
    private long begunAgain;

    TaskJudge(List<Pages> pages, Evidence evidence, Findings findings) {
        this.evidence = evidence;
        this.findings = findings;
        for (Pages diary : pages) {
            for (Entry entry : diary.entries()) {
                if (entry.verb() == Diary.Verb.SUBMITS) {
                    stories.put(entry.word(0), new Story(diary.who(), entry));
                }
            }
        }
        for (Pages diary : pages) {
            diary.entries().forEach(this::note);
        }
        for (Story story : stories.values()) {
            story.starts.sort(Comparator.comparingLong(Start::nanos));
        }
    }

    private void note(Entry entry) {
        switch (entry.verb()) {
            case BEGINS ->
                    story(entry)
                            .starts
                            .add(new Start(entry.nanos(), entry.number(1), entry.word(2)));
            case RESULT, FAILED -> story(entry).outcomes.add(entry);
            default -> {}
        }
    }

    /// A task can begin only after its client has written down that it hands it in.
    private Story story(Entry entry) {
        Story story = stories.get(entry.word(0));
        if (story == null) {
            throw new IllegalStateException("a task of nobody: " + entry);
        }
        return story;
    }

    void judge() {
        stories.forEach((id, story) -> {
            judgeOutcome(id, story);
            judgeStarts(id, story);
        });
    }

    private void judgeOutcome(String id, Story story) {
        if (story.outcomes.isEmpty()) {
            if (!evidence.wasKilled(story.client)) {
                add(Offence.LOST, id, story, "it has no outcome");
            }
            return;
        }
        ended++;
        if (story.outcomes.size() > 1) {
            add(Offence.TWICE, id, story, "it has several outcomes: " + story.outcomes);
        }
        Entry outcome = story.outcomes.getFirst();
        if (outcome.verb() == Diary.Verb.RESULT) {
            if (outcome.number(1) != Chore.valueOf(id)) {
                add(Offence.UNEXPLAINED, id, story, "its result is wrong: " + outcome);
            }
            if (outcome.number(2) < startsBefore(outcome, story)) {
                add(Offence.UNEXPLAINED, id, story, "it began more often than told: " + outcome);
            }
        } else {
            died++;
            if (!isExcused(story, outcome)) {
                add(Offence.UNEXPLAINED, id, story, "nothing explains its failure: " + outcome);
            }
        }
    }

    /// A worker that was stopped may begin what it was told to begin when somebody else has done it long ago.
    private static long startsBefore(Entry outcome, Story story) {
        return story.starts.stream().filter(start -> start.nanos() < outcome.nanos()).count();
    }

    private boolean isExcused(Story story, Entry failure) {
        boolean hasRetries = story.retries > 0;
        if (hasRetries) {
            return false; // it had more of them than there were blows
        }
        return failure.word(1).equals(SILENT)
                ? evidence.excuses(failure.word(3), story.submitted, failure.nanos())
                : evidence.wasChildKilled(failure.number(2));
    }

    /// Who had it before was away; or the later start is a late one, of a worker that was stopped between being
    /// allowed to begin and beginning.
    private void judgeStarts(String id, Story story) {
        List<Start> starts = story.starts;
        if (starts.size() > 1 + story.retries) {
            add(Offence.TWICE, id, story, "it began too often");
            return;
        }
        for (int i = 1; i < starts.size(); i++) {
            begunAgain++;
            Start before = starts.get(i - 1);
            Start after = starts.get(i);
            if (!evidence.wasChildKilled(before.pid())
                    && !evidence.excuses(before.worker(), before.nanos(), after.nanos())
                    && !evidence.excuses(after.worker(), before.nanos(), after.nanos())) {
                add(Offence.UNEXPLAINED, id, story, "nothing explains its start number " + (i + 1));
            }
        }
    }

    private void add(Offence offence, String id, Story story, String what) {
        findings.add(
                offence,
                "task=%s retries=%d client=%s: %s; submitted=%d starts=%s outcomes=%s"
                        .formatted(
                                id,
                                story.retries,
                                story.client,
                                what,
                                story.submitted,
                                story.starts,
                                story.outcomes));
    }

    long ended() {
        return ended;
    }

    String summary() {
        return "  tasks: handed in %d, ended %d, of these by a death %d; begun again %d times"
                .formatted(stories.size(), ended, died, begunAgain);
    }
}
