package io.heddle.coroutine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One selection among several clauses.
///
/// It locks all channels at once, in the order of their numbers; so looking whether a clause is possible, doing it,
/// and lining up everywhere else are one step for everybody else. Nobody can meet it before it waits, so two
/// selections never wait for each other's decision.
///
/// @param <R> the type of what the clauses give
final class Selection<R extends @Nullable Object> {

    private static final int NONE = -1;

    private final List<Select.Clause<? extends R>> clauses;
    private final List<ChannelCore> channels;

    /// The clause whose time is up first, and when.
    private int timed = NONE;

    private Until until = Until.FOREVER;
    private int otherwise = NONE;

    Selection(List<Select.Clause<? extends R>> clauses) {
        this.clauses = clauses;
        this.channels =
                clauses.stream()
                        .map(Select.Clause::core)
                        .filter(Objects::nonNull)
                        .distinct()
                        .sorted(Comparator.comparingLong(core -> core.number))
                        .toList();
        for (int i = 0; i < clauses.size(); i++) {
            Until mine = clauses.get(i).until();
            if (mine != null && mine.leftNanos() < until.leftNanos()) {
                until = mine;
                timed = i;
            }
            if (otherwise == NONE && clauses.get(i) instanceof Select.Otherwise) {
                otherwise = i;
            }
        }
    }

    R run() throws InterruptedException {
        while (true) {
            List<LineNode> nodes = nodes();
            int done = tryNow(nodes);
            if (done == NONE) {
                done = await(nodes);
            }
            if (done != Encounter.CLOSED) {
                return clauses.get(done).finish(nodes.get(done));
            }
        }
    }

    private List<LineNode> nodes() {
        Encounter encounter = new Encounter();
        List<LineNode> nodes = new ArrayList<>(clauses.size());
        for (int i = 0; i < clauses.size(); i++) {
            nodes.add(new LineNode.OfClause(encounter, i, clauses.get(i).item()));
        }
        return nodes;
    }

    // ---- now -----------------------------------------------------------------------------------

    /// Does one clause, or lines up.
    ///
    /// @return the clause that was done; or `NONE`, then it has lined up at all channels
    private int tryNow(List<LineNode> nodes) {
        LineNode toWake = null;
        int done;
        int locked = 0;
        try {
            for (ChannelCore channel : channels) {
                channel.lock();
                locked++;
            }
            checkClosed();
            done = doOne(nodes);
            if (done == NONE) {
                done = otherwise;
            } else if (clauses.get(done).core() != null) {
                toWake = Objects.requireNonNull(clauses.get(done).core()).takeMet();
            }
            if (done == NONE) {
                for (int i = 0; i < nodes.size(); i++) {
                    if (!clauses.get(i).isOver()) {
                        clauses.get(i).lineUp(nodes.get(i));
                    }
                }
            }
        } finally {
            for (int i = 0; i < locked; i++) {
                channels.get(i).unlock();
            }
        }
        if (toWake != null) {
            toWake.encounter.wake();
        }
        return done;
    }

    private int doOne(List<LineNode> nodes) {
        List<Integer> possible = new ArrayList<>(clauses.size());
        for (int i = 0; i < clauses.size(); i++) {
            if (clauses.get(i).isPossible()) {
                possible.add(i);
            }
        }
        while (!possible.isEmpty()) {
            int size = possible.size();
            int chosen = size == 1 ? 0 : Here.choose(size);
            int index = possible.remove(/* index */ chosen);
            if (clauses.get(index).attempt(nodes.get(index))) {
                return index;
            }
        }
        return NONE;
    }

    private void checkClosed() {
        boolean allOver = true;
        for (Select.Clause<? extends R> clause : clauses) {
            boolean over = clause.isOver();
            allOver &= over;
            if (over && Objects.requireNonNull(clause.core()).why() != null) {
                throw closed(clause);
            }
        }
        if (allOver) {
            throw closed(clauses.getFirst());
        }
    }

    private static ChannelClosedException closed(Select.Clause<?> clause) {
        return ChannelCore.closedException(
                clause.item() == null ? "received" : "sent",
                Objects.requireNonNull(clause.core()).why());
    }

    // ---- later ---------------------------------------------------------------------------------

    /// Waits until somebody meets this at one of the channels.
    ///
    /// @return the clause that was done; or `CLOSED` if one of the channels was closed meanwhile
    private int await(List<LineNode> nodes) throws InterruptedException {
        Encounter encounter = nodes.getFirst().encounter;
        List<Runnable> listening = new ArrayList<>(0);
        int outcome;
        try {
            for (int i = 0; i < nodes.size(); i++) {
                if (clauses.get(i) instanceof Select.Ending<?, ? extends R> ending) {
                    listening.add(ending.listen(nodes.get(i)));
                }
            }
            outcome = encounter.await(until, this);
        } finally {
            listening.forEach(Runnable::run);
            for (int i = 0; i < nodes.size(); i++) {
                clauses.get(i).leave(nodes.get(i));
            }
        }
        return outcome == Encounter.GONE ? timed : outcome;
    }
}
