package io.heddle.internal.memory;

import java.util.Arrays;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/// SYNC cell-version: who reads a value has all of it, and sees what was done before it was written.
@JCStressTest
@Outcome(
        id = {"0, 0", "1, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "the old one, or to be read again")
@Outcome(id = "2, 7", expect = Expect.ACCEPTABLE, desc = "the new one, with all that came before")
@Outcome(expect = Expect.FORBIDDEN, desc = "torn, or new without what came before")
@State
public class CellVersionStress {

    private static final int LENGTH = 24;
    private static final int TORN = -1;

    private record Slot(Twice memory, Cell one, Cell other) {
        static Slot create(int number) {
            Twice memory = Twice.ofBytes(4 * (int) Cell.bytes(value(1)));
            Cell one = at(memory.one());
            one.create(value(1));
            return new Slot(memory, one, at(memory.other()));
        }

        private static Cell at(Place place) {
            return new Cell(place.memory(), place.at(), _ -> {});
        }
    }

    private static final Supply<Slot> SUPPLY = new Supply<>(Slot::create);

    private final Slot slot = SUPPLY.next();

    public CellVersionStress() {
        slot.memory().write(slot.memory().one(), 0);
        slot.one().tryReplace(Cell.ANY_VERSION, value(1), Pair.ONE, Pair.ALIVE);
    }

    private static List<byte[]> value(int kind) {
        byte[] bytes = new byte[LENGTH];
        Arrays.fill(bytes, (byte) kind);
        return List.of(bytes);
    }

    @Actor
    public void replace() {
        slot.memory().write(slot.memory().one(), 7);
        slot.one().tryReplace(Cell.ANY_VERSION, value(2), Pair.ONE, Pair.ALIVE);
    }

    @Actor
    public void read(II_Result result) {
        Cell.Contents contents = slot.other().tryRead();
        if (contents == null) {
            return;
        }
        int kind = contents.parts().getFirst()[0];
        result.r1 = contents.consistsOf(value(kind)) ? kind : TORN;
        if (kind == 2) {
            result.r2 = slot.memory().read(slot.memory().other());
        }
    }
}
