package io.heddle.internal.engine.process;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;

/// The argument of a task that comes to harm: what happens to it, and at which stage of the task's life.
///
/// @param stage when
/// @param harm what
/// @param runs the file in which each run leaves a line
record Deed(Stage stage, Harm harm, String runs) implements Serializable {

    /// The stages at which code of the user runs.
    enum Stage {
        ARGUMENT_WRITTEN,
        ARGUMENT_READ,
        RUN,
        RESULT_WRITTEN,
        RESULT_READ
    }

    /// What can happen there.
    enum Harm {
        THROW,
        ERROR,
        EXIT_0,
        EXIT_1,
        HALT_0,
        HALT_3,
        SEGV,
        ABRT,
        KILL;

        void strike() {
            switch (this) {
                case THROW -> throw new IllegalStateException("boom");
                case ERROR -> throw new AssertionError("boom");
                case EXIT_0 -> System.exit(0);
                case EXIT_1 -> System.exit(1);
                case HALT_0 -> Probe.halt(0);
                case HALT_3 -> Probe.halt(3);
                case SEGV, ABRT, KILL -> Probe.dieBy(name());
            }
        }

        boolean isDeadly() {
            return this != THROW && this != ERROR;
        }
    }

    /// What every task of these tests does with its argument.
    static Object perform(Object argument) throws IOException {
        return argument instanceof Deed deed ? deed.act() : argument;
    }

    private Object act() throws IOException {
        Probe.note(runs, "deed");
        strikeAt(Stage.RUN);
        return new Result(this);
    }

    private void strikeAt(Stage here) {
        if (stage == here) {
            harm.strike();
        }
    }

    @Serial
    private Object writeReplace() {
        return new Parcel(this, Stage.ARGUMENT_WRITTEN, Stage.ARGUMENT_READ);
    }

    /// What the task gives back.
    private record Result(Deed deed) implements Serializable {

        @Serial
        private Object writeReplace() {
            return new Parcel(deed, Stage.RESULT_WRITTEN, Stage.RESULT_READ);
        }
    }

    /// What travels in place of either, since a record cannot have serialized forms of its own.
    private static final class Parcel implements Serializable {

        @Serial private static final long serialVersionUID = 1L;

        private final Stage stage;
        private final Harm harm;
        private final String runs;
        private final Stage whenWritten;
        private final Stage whenRead;

        Parcel(Deed deed, Stage whenWritten, Stage whenRead) {
            this.stage = deed.stage;
            this.harm = deed.harm;
            this.runs = deed.runs;
            this.whenWritten = whenWritten;
            this.whenRead = whenRead;
        }

        private Deed deed() {
            return new Deed(stage, harm, runs);
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            deed().strikeAt(whenWritten);
            out.defaultWriteObject();
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            deed().strikeAt(whenRead);
        }

        @Serial
        private Object readResolve() {
            return whenRead == Stage.ARGUMENT_READ ? deed() : "a result";
        }
    }
}
