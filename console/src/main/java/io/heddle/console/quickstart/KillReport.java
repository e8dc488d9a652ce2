package io.heddle.console.quickstart;

import io.heddle.Signal;
import io.heddle.WorkerDiedException.Death;
import io.heddle.console.page.Wording;
import io.heddle.console.quickstart.Tour.Outcome;
import io.heddle.console.quickstart.WorkerKill.Strike;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds out from a run what the deliberate kill did.
final class KillReport {

    private KillReport() {}

    static Report.Kill of(Outcome outcome) {
        Run run = outcome.killed();
        if (!outcome.plan().kill()) {
            return none(false, null);
        }
        Optional<Loss> loss = run.strike().flatMap(strike -> lossBy(strike, run));
        return loss.isPresent()
                ? hit(outcome, run.strike().get(), loss.get())
                : none(true, whyMissed(outcome));
    }

    private static Optional<Loss> lossBy(Strike strike, Run run) {
        return run.losses().stream().filter(loss -> loss.death().pid() == strike.pid()).findFirst();
    }

    private static String whyMissed(Outcome outcome) {
        Run run = outcome.killed();
        if (run.held().isPresent() && run.failures().containsKey(run.held().getAsInt())) {
            return "the file whose task was to be hit could not be read any more: "
                    + outcome.files().get(run.held().getAsInt()).name();
        }
        return run.strike().isPresent()
                ? "the signal was sent, but the task had its result before it came"
                : "no worker was seen busy with the task that waited for it";
    }

    private static Report.Kill none(boolean asked, @Nullable String missedBecause) {
        return new Report.Kill(
                asked,
                false,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                null,
                null,
                null,
                null,
                null,
                missedBecause);
    }

    private static Report.Kill hit(Outcome outcome, Strike strike, Loss loss) {
        Run run = outcome.killed();
        Death death = loss.death();
        Optional<FileFacts> repeat = Optional.ofNullable(run.facts().get(loss.file()));
        Optional<Crew.Member> successor = successor(run, strike);
        return new Report.Kill(
                true,
                true,
                strike.worker(),
                strike.pid(),
                death.signal().map(Signal::name).orElse(null),
                death.exitCode(),
                Wording.rounded(Run.seconds(death.uptime())),
                between(run.begin(), strike.at()),
                between(strike.at(), loss.noticedAt()),
                outcome.files().get(loss.file()).name(),
                death.toString(),
                run.losses().size() - 1,
                repeat.map(facts -> run.workerName(facts.stint().pid())).orElse(null),
                repeat.map(facts -> facts.stint().pid()).orElse(null),
                successor.map(Crew.Member::name).orElse(null),
                successor.map(Crew.Member::pid).orElse(null),
                run.replacementTook().map(KillReport::seconds).orElse(null),
                null);
    }

    /// The first worker that was not there when the signal was sent.
    private static Optional<Crew.Member> successor(Run run, Strike strike) {
        return run.crew().stream()
                .filter(member -> !strike.crew().contains(member.pid()))
                .findFirst();
    }

    private static double between(Instant from, Instant to) {
        return seconds(Duration.between(from, to));
    }

    private static double seconds(Duration time) {
        return Wording.rounded(Run.seconds(time));
    }
}
