package io.heddle.stress.shared;

import io.heddle.stress.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Sees who hangs. Time before its process was stopped and went on does not count.
///
/// Who has been at one thing for most of a second is suspected. Then nobody is hit or stopped any more until all
/// suspects have moved on, or their time is up: the death of a process would end the wait of those who hang,
/// and nobody would know.
final class Watch {

    private static final Duration SUSPICIOUS = Duration.ofMillis(700);

    private final Programme programme;
    private final Stage stage;
    private final Company company;
    private final Tally tally;
    private final Duration patience;

    Watch(Programme programme, Stage stage, Company company, Tally tally, Duration patience) {
        this.programme = programme;
        this.stage = stage;
        this.company = company;
        this.tally = tally;
        this.patience = patience;
    }

    /// Somebody who has been at one thing for long.
    private record Suspect(String who, long pid, long nanos) {}

    /// Looks once.
    ///
    /// @param striker holds fire while somebody is suspected
    /// @return whether somebody hangs; it was told
    boolean look(Striker striker) throws InterruptedException {
        Optional<Suspect> worst = worst();
        long nanos = worst.map(Suspect::nanos).orElse(0L);
        boolean suspicious = nanos > Math.min(SUSPICIOUS.toNanos(), patience.toNanos() / 2);
        striker.holdFire(suspicious);
        if (suspicious) {
            company.allGoOn();
        }
        if (nanos > patience.toNanos()) {
            tell(worst.orElseThrow());
            return true;
        }
        return false;
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
        return suspects.stream().max(Comparator.comparingLong(Suspect::nanos));
    }

    /// Who has not begun anything yet has been at it since it was started, or went on.
    private Suspect suspect(Company.Member member, Row row, String title, long now) {
        long since = row.pid() == member.pid ? row.since() : member.started;
        long begin = since == 0 ? now : Math.max(since, member.continued);
        return new Suspect(title, member.pid, now - begin);
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
