package io.heddle.internal.memory;

/// Who waits for one shared object in which order, over all processes.
///
/// Whoever comes draws a ticket. Of each process the oldest ticket that waits is written down here; who is
/// behind it is known to that process alone. Only who has the oldest ticket of all living processes may take
/// what is waited for, and nothing is ever handed to anybody: so there is nothing to take back from one who
/// has died or left meanwhile.
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |   0x00 |     8 | the next ticket | who draws one, by adding |
/// |   0x20 |    32 | a bit for each place of the registry that has a ticket here | its process, after the ticket |
/// |   0x40 |   8·i | of place i: in the lowest 30 bits who it is, as of [Owner], above them the ticket; 0 if none | its process |
///
/// | dies after | left | repaired by |
/// |---|---|---|
/// | drawing | a ticket that nobody has | nobody; it is only a number |
/// | writing its ticket, or the bit | a ticket of a dead one | whoever looks passes it by; who has the place next writes over it |
public final class Line {

    /// How many bytes it takes.
    public static final int BYTES = 0x40 + Long.BYTES * Registry.PLACES;

    private static final int NEXT = 0x00;
    private static final int BITS = 0x20;
    private static final int TICKETS = 0x40;
    private static final int WORDS = Registry.PLACES / Long.SIZE;

    private static final int OWNER_BITS = 30;

    private final Memory memory;
    private final long at;

    /// Finds it.
    ///
    /// @param memory where it is
    /// @param at its offset
    public Line(Memory memory, long at) {
        this.memory = memory;
        this.at = at;
    }

    /// Draws a ticket.
    long draw() {
        return memory.getAndAddLong(at + NEXT, 1);
    }

    /// Writes down the oldest ticket of a process.
    void publish(int me, long ticket) {
        int place = Owner.place(me);
        memory.setLong(ticketAt(place), ticket << OWNER_BITS | me);
        memory.getAndOrLong(wordOf(place), 1L << place);
    }

    /// Says that nobody waits in a process.
    void withdraw(int me) {
        int place = Owner.place(me);
        memory.getAndClearLong(wordOf(place), 1L << place);
        memory.setLong(ticketAt(place), 0);
    }

    /// Tells whether nobody waits. Who has died waits no more, though its ticket is still here.
    ///
    /// @param liveness who is dead
    /// @return true if surely nobody does
    public boolean isEmpty(Liveness liveness) {
        return first(liveness) == 0;
    }

    /// Tells which living process has the oldest ticket.
    ///
    /// @return the owner as of [Owner]; 0 if nobody waits
    int first(Liveness liveness) {
        long first = 0;
        for (int word = 0; word < WORDS; word++) {
            long bits = memory.getLong(at + BITS + (long) word * Long.BYTES);
            for (long rest = bits; rest != 0; rest &= rest - 1) {
                int place = word * Long.SIZE + Long.numberOfTrailingZeros(rest);
                long ticket = memory.getLong(ticketAt(place));
                if (isBefore(ticket, first) && isOfSomebodyLiving(ticket, place, liveness)) {
                    first = ticket;
                }
            }
        }
        return ownerIn(first);
    }

    private static boolean isOfSomebodyLiving(long ticket, int place, Liveness liveness) {
        int owner = ownerIn(ticket);
        return owner != 0 && Owner.place(owner) == place && !liveness.isDead(owner);
    }

    /// Numbers begin anew one day, so it is their distance that counts.
    private static boolean isBefore(long ticket, long first) {
        return first == 0 || ((ticket >>> OWNER_BITS) - (first >>> OWNER_BITS)) << OWNER_BITS < 0;
    }

    private static int ownerIn(long ticket) {
        return (int) ticket & Owner.MASK;
    }

    private long ticketAt(int place) {
        return at + TICKETS + (long) place * Long.BYTES;
    }

    private long wordOf(int place) {
        return at + BITS + (long) (place / Long.SIZE) * Long.BYTES;
    }
}
