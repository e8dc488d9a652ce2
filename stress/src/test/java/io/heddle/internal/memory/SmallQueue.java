package io.heddle.internal.memory;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A queue of messages of one byte in memory that is mapped twice.
///
/// @param memory the memory
/// @param one what one process has of it
/// @param other what the other has
record SmallQueue(Twice memory, MessageQueue one, MessageQueue other) {

    private static final int AREA_BYTES = 128;

    /// Small messages do not go there.
    private static final Annex NONE =
            new Annex() {
                @Override
                public void put(long at, byte[] from, int offset, int length) {
                    throw new AssertionError("too large a message");
                }

                @Override
                public void get(long at, byte[] to, int offset, int length) {
                    throw new AssertionError("too large a message");
                }

                @Override
                public void shrink(long at, long keep) {
                    throw new AssertionError("there is nothing");
                }
            };

    static SmallQueue ofCapacity(int capacity) {
        MessageQueue.Size size = new MessageQueue.Size(capacity, AREA_BYTES);
        Twice memory = Twice.ofBytes((int) size.bytes());
        MessageQueue.create(memory.one(), size);
        return new SmallQueue(memory, at(memory.one()), at(memory.other()));
    }

    private static MessageQueue at(Place place) {
        return new MessageQueue(place.memory(), place.at(), NONE, NONE);
    }

    /// Empties it and forgets the number.
    SmallQueue clean() {
        while (take(one, Pair.ONE) != 0) {
            // until nothing is left
        }
        memory.write(memory.one(), 0);
        return this;
    }

    static boolean put(MessageQueue queue, int me, int value) {
        if (!queue.tryEnterToPut(me, Pair.ALIVE)) {
            return false;
        }
        boolean done = queue.put(List.of(new byte[] {(byte) value}), me, Pair.ALIVE);
        queue.leavePutting();
        return done;
    }

    /// Gives 0 if there is nothing.
    static int take(MessageQueue queue, int me) {
        if (!queue.tryEnterToTake(me, Pair.ALIVE)) {
            return 0;
        }
        @Nullable Message message = queue.take();
        queue.leaveTaking();
        return message == null ? 0 : message.parts().getFirst()[0];
    }
}
