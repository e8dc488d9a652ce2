package io.heddle.stress.shared;

import io.heddle.stress.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/// Sees who hangs. Time before its process was stopped and went on does not count.
///
/// Who has been at one thing for most of a second, or starts for much longer, is suspected. Then nobody is hit or stopped any more until all
/// suspects have moved on, or their time is up: the death of a process would end the wait of those who hang,
/// and nobody would know.
final class Watch {

    private static final Duration SUSPICIOUS = Duration.ofMillis(700);

    /// A JVM with much beside it takes seconds until it plays. If that were suspicious, each death would save the
    /// others from theirs.
    private static final Duration LONG_START = Duration.ofSeconds(10);

    private static final String STARTING = "start";

    private final Programme programme;
    private final Stage stage;
    private final Company company;
    private final Tally tally;
    private final Duration patience;

    /// For how long each act was suspected, in nanoseconds. Of the thread that looks.
    private final Map<String, Long> suspected = new TreeMap<>();

    private long lastLook = System.nanoTime();

    Watch(Programme programme, Stage stage, Company company, Tally tally, Duration patience) {
        this.programme = programme;
        this.stage = stage;
        this.company = company;
        this.tally = tally;
        this.patience = patience;
    }

    /// Somebody who has been at one thing for long.
    private record Suspect(String who, long pid, long nanos) {

        boolean isSuspicious(Duration patience) {
            Duration limit = who.equals(STARTING) ? LONG_START : SUSPICIOUS;
            return nanos > Math.min(limit.toNanos(), patience.toNanos() / 2);
        }
    }

    /// Looks once.
    ///
    /// @param striker holds fire while somebody is suspected
    /// @return whether somebody hangs; it was told
    boolean look(Striker striker) throws InterruptedException {
        Optional<Suspect> worst = worst();
        long nanos = worst.map(Suspect::nanos).orElse(0L);
        boolean suspicious = worst.isPresent();
        striker.holdFire(suspicious);
        long now = System.nanoTime();
        if (suspicious) {
            company.allGoOn();
            suspected.merge(worst.orElseThrow().who(), now - lastLook, Long::sum);
        }
        lastLook = now;
        if (nanos > patience.toNanos()) {
            tell(worst.orElseThrow());
            return true;
        }
        return false;
    }

    /// Tells for how long nobody was hit, and for whom. By the thread that looks.
    String summary() {
        return suspected.entrySet().stream()
                .map(entry ->
                        "%s %d ms"
                                .formatted(
                                        entry.getKey(),
                                        TimeUnit.NANOSECONDS.toMillis(entry.getValue())))
                .collect(Collectors.joining(", ", "  fire was held for: ", "\n"));
    }

    private Optional<Suspect> worst() {
        long now = System.nanoTime();
        List<Suspect> suspects = new ArrayList<>();
        for (Company.Member member : company.members()) {
            if (!member.stopped && !member.killed) {
                List<Row> rows = programme.rowsOf(stage, member.process);
                for (int i = 0; i < rows.size(); i++) {
                    suspects.add(suspect(member, rows.get(i), programme.titleOf(i), now));
                }
            }
        }
        List<Row> conductors = programme.rowsOfConductors(stage);
        for (int i = 0; i < conductors.size(); i++) {
            Row row = conductors.get(i);
            long since = row.since();
            if (since != 0) {
                String who = programme.acts().get(i).title() + " (conductor)";
                suspects.add(new Suspect(who, row.pid(), now - since));
            }
        }
        return suspects.stream()
                .filter(suspect -> suspect.isSuspicious(patience))
                .max(Comparator.comparingLong(Suspect::nanos));
    }

    /// Who has not begun anything yet has been at it since it was started, or went on.
    private Suspect suspect(Company.Member member, Row row, String title, long now) {
        boolean plays = row.pid() == member.pid;
        long since = plays ? row.since() : member.started;
        long begin = since == 0 ? now : Math.max(since, member.continued);
        return new Suspect(plays ? title : STARTING, member.pid, now - begin);
    }

    private void tell(Suspect suspect) throws InterruptedException {
        tally.fault(
                Fault.HANG,
                "somebody waits for ever: act=%s pid=%d waited=%ds"
                        .formatted(
                                suspect.who(),
                                suspect.pid(),
                                TimeUnit.NANOSECONDS.toSeconds(suspect.nanos())));
        tellThreads();
    }

    /// What every process is doing.
    void tellThreads() throws InterruptedException {
        for (Company.Member member : company.members()) {
            tally.say(
                    "    ---- process %d ----%n%s"
                            .formatted(member.pid, Threads.withVirtual(member.pid)));
        }
        tally.say(
                "    ---- the storm's own process ----%n%s"
                        .formatted(Threads.withVirtual(ProcessHandle.current().pid())));
    }
}
