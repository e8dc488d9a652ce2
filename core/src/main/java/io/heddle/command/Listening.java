package io.heddle.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// All that one command says and that comes into this process.
final class Listening {

    private final Terms terms;
    private final Execution owner;
    private final AtomicLong room;
    private final @Nullable Receiver out;
    private final Map<OutputTo, Receiver> errors = new LinkedHashMap<>();

    /// Those of the receivers that hand on lines.
    private final List<LineFeed> feeds = new ArrayList<>(0);

    private final int streams;

    /// Whether the reading has begun. Touched by the thread that starts the command.
    private boolean begun;

    /// Written by the thread that starts the command, read by whoever gives it up.
    private volatile List<Intake> intakes = List.of();

    Listening(Launch launch, Terms terms, Execution owner) {
        this.terms = terms;
        this.owner = owner;
        this.room = new AtomicLong(terms.mostOutput());
        int count = launch.outputs();
        this.out = count == 0 ? null : receiver(terms.stdout(), count);
        for (OutputTo to : launch.errorTargets()) {
            count += launch.errors(to);
            errors.put(to, receiver(to, launch.errors(to)));
        }
        this.streams = count;
    }

    private Receiver receiver(OutputTo to, int count) {
        if (to instanceof OutputTo.Lines lines) {
            LineFeed feed = new LineFeed(lines, terms, count, owner::failedServant, owner::closed);
            feeds.add(feed);
            return feed;
        }
        return new Keeper(room, owner::saidTooMuch, owner::closed);
    }

    /// Tells how many streams end.
    int streams() {
        return streams;
    }

    /// Knows from now on what to read.
    ///
    /// @param wait whether it is read only after [#begin()], unless somebody waits for each line
    void prepare(Launch launch, List<Process> processes, boolean wait) {
        feeds.forEach(LineFeed::start);
        intakes =
                launch.listen(
                        processes, out, to -> Objects.requireNonNull(errors.get(to), "errors"));
        if (!wait || !feeds.isEmpty()) {
            begin();
        }
    }

    /// Reads what is there, in the calling thread, unless that is done by others already.
    void drain() {
        if (!begun) {
            intakes.forEach(Intake::drain);
        }
    }

    /// Lets all be read, unless it is.
    void begin() {
        if (!begun) {
            begun = true;
            intakes.forEach(Intake::begin);
        }
    }

    /// Listens no more; what has come counts.
    void close() {
        intakes.forEach(Intake::close);
        feeds.forEach(LineFeed::giveUp);
    }

    /// Gives what was captured so far.
    Command.Output output() {
        Pieces kept = out instanceof Keeper keeper ? keeper.pieces() : Pieces.NONE;
        Pieces complaints =
                errors.get(OutputTo.capture()) instanceof Keeper keeper
                        ? keeper.pieces()
                        : Pieces.NONE;
        return new Command.Output(kept, complaints, terms.text());
    }
}
