package io.heddle.examples.tour;

import io.heddle.examples.tour.ipc.PipeBothWays;
import io.heddle.examples.tour.pool.FiveOnFour;
import io.heddle.examples.tour.pool.Squares;
import io.heddle.examples.tour.process.ForkAndReport;
import java.util.List;

/// What the programs are about, and which there are, in the order of the tour.
public enum Area {
    /// One process beside another.
    PROCESSES("Processes"),

    /// Many tasks, and what becomes of them.
    POOLS("Pools, futures"),

    /// What processes share and send each other.
    TALKING("Talking between processes"),

    /// Several threads of one process.
    THREADS("Threads"),

    /// Very many at once, or one at a time.
    COROUTINES("Coroutines"),

    /// Programs that are not ours.
    COMMANDS("External commands");

    private final String title;

    Area(String title) {
        this.title = title;
    }

    /// Says it to people.
    ///
    /// @return a few words
    public String title() {
        return title;
    }

    /// Lists its programs: a class is named here and nowhere else.
    ///
    /// @return their classes, in the order of the tour
    public List<Class<? extends Program>> programs() {
        return switch (this) {
            case PROCESSES -> List.of(ForkAndReport.class);
            case POOLS -> List.of(FiveOnFour.class, Squares.class);
            case TALKING -> List.of(PipeBothWays.class);
            case THREADS -> List.of();
            case COROUTINES -> List.of();
            case COMMANDS -> List.of();
        };
    }
}
