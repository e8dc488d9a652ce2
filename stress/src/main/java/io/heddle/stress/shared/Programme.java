package io.heddle.stress.shared;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongPredicate;

/// Who plays what, and where on the stage it is noted: first the rows of the seats, process by process and
/// those of the storm's own process last, then the words of the acts.
///
/// @param acts what is played, in every process
/// @param processes how many processes there are
record Programme(ArrayList<Act> acts, int processes) implements Serializable {

    Programme {
        acts = new ArrayList<>(acts);
        if (processes < 2) {
            throw new IllegalArgumentException("one process alone shares nothing");
        }
    }

    int seatsOfProcess() {
        return acts.stream().mapToInt(Act::threads).sum();
    }

    /// Those of the conductors too, one for each act.
    int seats() {
        return seatsOfProcess() * processes + acts.size();
    }

    long words() {
        return (long) seats() * Row.WORDS + acts.stream().mapToLong(Act::words).sum();
    }

    Words words(Stage stage, int act) {
        long before = acts.stream().limit(act).mapToLong(Act::words).sum();
        return new Words(stage, (long) seats() * Row.WORDS + before);
    }

    private static Row row(Stage stage, int seat) {
        return new Row(new Words(stage, (long) seat * Row.WORDS));
    }

    private int seat(int process, int act, int number) {
        int before = acts.stream().limit(act).mapToInt(Act::threads).sum();
        return process * seatsOfProcess() + before + number;
    }

    private int conductor(int act) {
        return processes * seatsOfProcess() + act;
    }

    Seat seat(Stage stage, int process, int act, int number, long pid, SplittableRandom dice) {
        int seat = seat(process, act, number);
        return new Seat(
                words(stage, act),
                row(stage, seat),
                process,
                number,
                Seat.idOf(pid, seat),
                dice.split());
    }

    Seat conductor(Stage stage, int act, long pid, SplittableRandom dice) {
        int seat = conductor(act);
        return new Seat(
                words(stage, act),
                row(stage, seat),
                processes,
                0,
                Seat.idOf(pid, seat),
                dice.split());
    }

    /// The seats of an act in all processes.
    Rows rows(Stage stage, int act, LongPredicate lives) {
        List<Row> rows = new ArrayList<>();
        for (int process = 0; process < processes; process++) {
            for (int number = 0; number < acts.get(act).threads(); number++) {
                rows.add(row(stage, seat(process, act, number)));
            }
        }
        return new Rows(rows, lives);
    }

    /// The seats of a process, in all acts.
    List<Row> rowsOf(Stage stage, int process) {
        List<Row> rows = new ArrayList<>();
        for (int seat = 0; seat < seatsOfProcess(); seat++) {
            rows.add(row(stage, process * seatsOfProcess() + seat));
        }
        return rows;
    }

    /// The seats of the conductors.
    List<Row> rowsOfConductors(Stage stage) {
        List<Row> rows = new ArrayList<>();
        for (int act = 0; act < acts.size(); act++) {
            rows.add(row(stage, conductor(act)));
        }
        return rows;
    }

    /// Tells what is played at a seat of a process.
    String titleOf(int seatOfProcess) {
        int left = seatOfProcess;
        for (Act act : acts) {
            if (left < act.threads()) {
                return act.title();
            }
            left -= act.threads();
        }
        return "nothing";
    }

    /// The process in whose hands most depends on now; any act's.
    ///
    /// @return its pid; 0 if there is none
    long heart(Stage stage, int act) {
        return acts.get(act).heart(words(stage, act), rows(stage, act, _ -> true));
    }
}
