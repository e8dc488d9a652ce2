package io.heddle.stress.cluster;

import io.heddle.cluster.AcknowledgedQueue;
import io.heddle.cluster.Cluster;
import io.heddle.cluster.ClusterUnavailableException;
import io.heddle.stress.Progress;
import io.heddle.stress.cluster.Crew.Part;
import io.heddle.stress.cluster.Diary.Entry;
import io.heddle.stress.cluster.Diary.Pages;
import io.heddle.stress.cluster.Diary.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// A kill storm over a cluster.
///
/// ## The course of it
/// 1. *Storm*: workers, clients and consumers do their work; they and the server are hit for as long as wanted, and
///    whoever has ended is replaced.
/// 2. *Calm*: everybody goes on. Clients wait for all answers and end, consumers end when the queue is empty, workers
///    leave. Whoever does not hangs.
/// 3. *Books*: nobody is left; what the diaries say must fit together.
final class ClusterStorm {

    private final ClusterPlan plan;
    private final Findings findings;
    private final Progress progress;
    private final Evidence evidence = new Evidence(Role.SILENCE.dividedBy(2));

    /// Prepares a storm.
    ///
    /// @param tell called with each text that stays
    /// @param progress told how far it is
    ClusterStorm(ClusterPlan plan, Consumer<String> tell, Progress progress) {
        this.plan = plan;
        this.findings = new Findings(tell);
        this.progress = progress;
    }

    /// Runs the storm from beginning to end.
    ClusterVerdict run() throws IOException {
        Path folder = Files.createTempDirectory(plan.folder(), "storm-");
        try (ServerKeeper server = new ServerKeeper()) {
            Crew crew = new Crew(plan, server.port(), folder, evidence, findings);
            Striker striker = new Striker(crew, server, plan);
            try {
                rage(crew, striker);
                calm(crew, server);
            } finally {
                crew.end();
            }
            for (ServerKeeper.Outage outage : server.outages()) {
                evidence.outage(outage.from(), outage.to());
            }
            findings.say(striker.summary());
            return judge(folder, striker.kills());
        } finally {
            remove(folder);
        }
    }

    // ---- storm ---------------------------------------------------------------------------------

    private void rage(Crew crew, Striker striker) {
        fillAll(crew);
        if (!crew.await(
                () -> crew.members().stream().allMatch(crew::isReady),
                plan.patience().multipliedBy(3))) { // all at once, on a machine that may be busy
            findings.add(Offence.HANG, "not everybody was ready in time");
            return;
        }
        long begin = System.nanoTime();
        long end = begin + plan.length().toNanos();
        long next = begin + striker.nextPauseNanos();
        while (System.nanoTime() < end) {
            fillAll(crew);
            if (System.nanoTime() >= next) {
                striker.strike();
                next = System.nanoTime() + striker.nextPauseNanos();
            }
            long until = Math.min(next, end);
            var _ =
                    crew.await(
                            () -> System.nanoTime() >= until,
                            Duration.ofMillis(100)); // a short look at a time
            progress.show(
                    Duration.ofNanos(System.nanoTime() - begin),
                    plan.length(),
                    striker.kills() + " kills");
        }
        progress.end();
    }

    private static void fillAll(Crew crew) {
        for (Part part : Part.values()) {
            crew.fill(part);
        }
    }

    // ---- calm ----------------------------------------------------------------------------------

    private void calm(Crew crew, ServerKeeper server) {
        crew.thawAll();
        crew.tell(Part.CLIENT);
        awaitCalm(crew, "clients have their answers", () -> crew.of(Part.CLIENT).isEmpty());
        Role.silenceClient();
        try (Cluster cluster = Cluster.join(Role.options(server.port()).memberName("storm"))) {
            AcknowledgedQueue<String> queue =
                    cluster.acknowledgedQueue(Role.QUEUE, Role.SILENCE, Role.DELIVERIES);
            awaitCalm(crew, "all values are acknowledged", () -> sizeOf(queue) == 0);
            if (!queue.deadLetters(1).isEmpty()) {
                findings.add(Offence.LOST, "a value is a dead letter: " + queue.deadLetters(10));
            }
            crew.tell(Part.CONSUMER);
            crew.of(Part.WORKER).stream().filter(Crew.Member::isUntouched).forEach(crew::dismiss);
            awaitCalm(crew, "workers and consumers end", crew.members()::isEmpty);
            awaitCalm(crew, "no member is left", () -> cluster.members().size() == 1);
        }
    }

    /// Workers and consumers that a last blow has ended are replaced meanwhile: somebody must be there.
    private void awaitCalm(Crew crew, String what, BooleanSupplier condition) {
        boolean well =
                crew.await(
                        () -> {
                            if (condition.getAsBoolean()) {
                                return true;
                            }
                            if (!crew.of(Part.CLIENT).isEmpty()) {
                                crew.fill(Part.WORKER);
                                crew.fill(Part.CONSUMER);
                            }
                            return false;
                        },
                        plan.patience().multipliedBy(2)); // a member that hangs is told of first
        if (!well) {
            findings.add(Offence.HANG, "this does not come to be: " + what);
        }
    }

    private static long sizeOf(AcknowledgedQueue<String> queue) {
        try {
            return queue.size();
        } catch (ClusterUnavailableException e) {
            return -1;
        }
    }

    // ---- books ---------------------------------------------------------------------------------

    private ClusterVerdict judge(Path folder, long kills) throws IOException {
        List<Pages> pages = Diary.readAll(folder);
        for (Pages diary : pages) {
            for (Entry entry : diary.entries()) {
                if (entry.verb() == Verb.STALLED) {
                    evidence.absent(diary.who(), entry.nanos() - entry.number(0), entry.nanos());
                }
            }
        }
        TaskJudge tasks = new TaskJudge(pages, evidence, findings);
        tasks.judge();
        ValueJudge values = new ValueJudge(pages, evidence, findings);
        values.judge();
        findings.say(tasks.summary());
        findings.say(values.summary());
        return new ClusterVerdict(
                kills,
                tasks.ended(),
                values.acknowledged(),
                findings.count(Offence.HANG),
                findings.count(Offence.LOST),
                findings.count(Offence.TWICE),
                findings.count(Offence.UNEXPLAINED),
                findings.count(Offence.LEFT));
    }

    private static void remove(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
