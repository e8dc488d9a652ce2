package io.heddle.internal.memory;

import static io.heddle.internal.memory.SharedInterleavingsTest.at;
import static io.heddle.internal.memory.SharedInterleavingsTest.meetAtEveryStep;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.shared.Connection;
import io.heddle.shared.Pipe;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Between any two accesses of one who waits at a pipe, the other one acts; and the other way round. Nothing
/// makes up for a ring that is missing.
@ExtendWith(WithoutSlices.class)
class PipeInterleavingsTest {

    /// Does something with an end.
    @FunctionalInterface
    private interface Doing {
        void at(Connection<String> end) throws IOException, InterruptedException;
    }

    private static SharedInterleavingsTest.Meeting at64(Doing before, Doing waits, Doing lets) {
        return (waiting, letting) -> {
            Pipe<String> pipe = Pipe.open(64);
            Connection<String> left = pipe.left();
            Connection<String> right = pipe.right();
            prepare(before, left);
            Connection<String> here = at(waiting, left);
            Connection<String> there = at(letting, right);
            // this participant is in nobody's way
            if (here != left) {
                left.close();
            }
            if (there != right) {
                right.close();
            }
            return new SharedInterleavingsTest.Encounter() {
                @Override
                public void waits() throws InterruptedException {
                    act(waits, here);
                }

                @Override
                public void lets() {
                    try {
                        act(lets, there);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                }
            };
        };
    }

    private static void prepare(Doing before, Connection<String> end) {
        try {
            act(before, end);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void act(Doing doing, Connection<String> end) throws InterruptedException {
        try {
            doing.at(end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Tag("fault-48")
    void messageReachesWhoWaitsForItWheneverItIsSent() {
        meetAtEveryStep(
                at64(_ -> {}, end -> end.receiveBytes(), end -> end.sendBytes(new byte[3])));
    }

    @Test
    @Tag("fault-48")
    void roomReachesWhoWaitsForItWheneverItIsMade() {
        meetAtEveryStep(
                at64(
                        end -> end.sendBytes(new byte[56]),
                        end -> end.sendBytes(new byte[8]),
                        end -> end.receiveBytes()));
    }

    @Test
    @Tag("fault-48")
    void endReachesWhoWaitsForAMessageWheneverItComes() {
        meetAtEveryStep(
                at64(
                        _ -> {},
                        end ->
                                assertThatThrownBy(end::receiveBytes)
                                        .isInstanceOf(EOFException.class),
                        Connection::close));
    }

    @Test
    @Tag("fault-48")
    void endReachesWhoWaitsForRoomWheneverItComes() {
        meetAtEveryStep(
                at64(
                        end -> end.sendBytes(new byte[56]),
                        end ->
                                assertThatThrownBy(() -> end.sendBytes(new byte[8]))
                                        .hasMessageContaining("broken pipe"),
                        Connection::close));
    }
}
