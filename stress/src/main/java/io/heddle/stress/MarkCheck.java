package io.heddle.stress;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compares the marks that tasks left with the books.
final class MarkCheck {

    /// What the kills hit that cost a task.
    ///
    /// @param beforeBegin the task was announced, and had not come to its first line
    /// @param running it was in the middle
    /// @param afterEnd it had its result, which was being written or on its way
    /// @param calls several tasks in one call, of which one was hit
    record Hits(long beforeBegin, long running, long afterEnd, long calls) {}

    private enum Hit {
        BEFORE_BEGIN,
        RUNNING,
        AFTER_END,
        CALL
    }

    private final Ledger ledger;
    private final MarkBook book;

    MarkCheck(Ledger ledger, MarkBook book) {
        this.ledger = ledger;
        this.book = book;
    }

    /// Enters every run that was repeated and must not have been, and every task that failed by the death
    /// of a process that it did not run in.
    Hits check(LongToIntFunction mostAttempts) throws IOException {
        Set<Long> repeated = book.repeated();
        Collection<Ledger.Casualty> casualties = ledger.casualties();
        Map<Long, List<MarkBook.Run>> runs =
                book.runsOf(
                        Stream.concat(
                                        repeated.stream(),
                                        casualties.stream().map(each -> each.errand().number()))
                                .collect(Collectors.toSet()));
        for (long number : repeated) {
            requireExcuse(
                    number, runs.getOrDefault(number, List.of()), mostAttempts.applyAsInt(number));
        }
        Map<Hit, Long> hits =
                casualties.stream()
                        .collect(
                                Collectors.groupingBy(
                                        each ->
                                                examine(
                                                        each,
                                                        runs.getOrDefault(
                                                                each.errand().number(), List.of()),
                                                        mostAttempts.applyAsInt(
                                                                each.errand().number())),
                                        Collectors.counting()));
        return new Hits(
                hits.getOrDefault(Hit.BEFORE_BEGIN, 0L),
                hits.getOrDefault(Hit.RUNNING, 0L),
                hits.getOrDefault(Hit.AFTER_END, 0L),
                hits.getOrDefault(Hit.CALL, 0L));
    }

    /// A task may begin again only if it may be retried, and then once for each kill.
    private void requireExcuse(long number, List<MarkBook.Run> runs, int mostAttempts) {
        long kills = runs.stream().filter(run -> ledger.isKilled(run.pid())).count();
        if (runs.size() > mostAttempts || runs.size() - 1 > kills) {
            ledger.fault(
                    Fault.Sort.INNOCENT,
                    number,
                    0,
                    "a task began more than once: errand=%d attempts=%d runs=%s"
                            .formatted(number, mostAttempts, runs));
        }
    }

    private Hit examine(Ledger.Casualty casualty, List<MarkBook.Run> runs, int mostAttempts) {
        Errand errand = casualty.errand();
        if (errand.kind().runs(errand.size()) > 1 && errand.kind() != ErrandKind.CALLBACK) {
            return Hit.CALL; // its tasks have numbers of their own
        }
        Optional<MarkBook.Run> last =
                runs.stream().filter(run -> run.pid() == casualty.pid()).findAny();
        if (last.isEmpty() && runs.size() >= mostAttempts) {
            ledger.fault(
                    Fault.Sort.INNOCENT,
                    errand.number(),
                    casualty.pid(),
                    "%s: failed by the death of a process that it did not run in: died=%d runs=%s"
                            .formatted(errand, casualty.pid(), runs));
        }
        return last.map(run -> run.ended() ? Hit.AFTER_END : Hit.RUNNING).orElse(Hit.BEFORE_BEGIN);
    }
}
