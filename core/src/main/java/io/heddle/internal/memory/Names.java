package io.heddle.internal.memory;

import io.heddle.HeddleException;
import io.heddle.internal.os.Descriptors;
import io.heddle.internal.os.Descriptors.Descriptor;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Finds regions by a name, and sees to it that a name means one of them.
///
/// No file has the name, and no table. It is a part of what the region's file was called before it was
/// deleted, its *label*, which the system still shows for each process that has it open. So a name goes when
/// the last of these processes does, however it ends.
///
/// The state is one word of the header of each region:
///
/// | value | meaning | goes on to |
/// |------:|---------|------------|
/// | 0 | being made; nobody else looks into it | 1, by its maker; 2, by another maker, or its own when it gives up |
/// | 1 | there | 3, by anybody |
/// | 2 | never came to be | |
/// | 3 | has no name any more | |
///
/// ## Who makes it
///
/// A maker fills a region that has the label, and looks for others afterwards. So of two makers at least one
/// sees the other. One that is there already has the name. One that is being made has to be stopped before the
/// own one is there: its word goes from 0 to 2, after which it can never get to 1. So that two makers do not
/// stop each other for ever, the one with the larger id gives the other a moment. It is only a moment: who is
/// stopped, or dead, keeps nobody from a name.
///
/// | dies after | left | repaired by |
/// |---|---|---|
/// | making the file, filling the region | a region in state 0 that goes with its maker | the system |
/// | stopping another maker | that one tries again | |
/// | the state has become 1 | a region with the name that goes with its maker | the system |
///
/// A process that is sent an object, or opens it, while another one that looks has passed it by, and whose
/// source then dies before it is looked at, is overlooked. So who looks in vain looks a second time.
final class Names {

    static final int BEING_MADE = 0;
    static final int THERE = 1;
    static final int NEVER_MADE = 2;
    static final int NAMELESS = 3;

    /// What separates the id of a region from its label.
    private static final String MARK = "@";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final int ID_LENGTH = 36;

    /// How often a maker looks before it stops one that may go first; it pauses between.
    private static final int PATIENCE = 10;

    private static final long PAUSE_NANOS = 5_000_000;

    /// How often nobody must be found.
    private static final int LOOKS = 2;

    private Names() {}

    /// A region with some label.
    ///
    /// @param id which
    /// @param holder who has it open
    record Found(UUID id, Descriptor holder) {

        RegionKey key() {
            return new RegionKey(id, holder.pid(), holder.number());
        }
    }

    /// What came of an attempt to get a name.
    ///
    /// @param won whether the region has it now
    /// @param pid a process that has another region of this name; 0 if nobody has, and another attempt may
    ///     succeed
    record Claim(boolean won, long pid) {
        static final Claim WON = new Claim(true, 0);
        static final Claim STOPPED = new Claim(false, 0);
    }

    // ---- labels --------------------------------------------------------------------------------

    /// Makes the label of a name.
    ///
    /// @throws IllegalArgumentException if a name must not be like that
    static String label(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a name of a shared object has 1 to 100 characters out of A-Z a-z 0-9 . _ -: name=%s length=%d"
                            .formatted(name, name.length()));
        }
        return MARK + name;
    }

    /// Makes the label of a name that means something only together with an object.
    static String label(Place within, String name) {
        return label(name) + "~" + within.id() + "." + within.at();
    }

    private static Predicate<String> isFileWith(String label) {
        Pattern file =
                Pattern.compile(
                        ".*/%s[0-9a-f-]{%d}%s( \\(deleted\\))?"
                                .formatted(RegionFile.PREFIX, ID_LENGTH, Pattern.quote(label)));
        return target -> target.contains(label) && file.matcher(target).matches();
    }

    private static Optional<Found> found(Descriptor holder) {
        return holder.target().flatMap(target -> idIn(target).map(id -> new Found(id, holder)));
    }

    private static Optional<UUID> idIn(String target) {
        int begin = target.lastIndexOf('/') + 1 + RegionFile.PREFIX.length();
        try {
            return Optional.of(UUID.fromString(target.substring(begin, begin + ID_LENGTH)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return Optional.empty(); // something else has got the number meanwhile
        }
    }

    // ---- looking -------------------------------------------------------------------------------

    /// Finds the region that has a label now, if there is one.
    ///
    /// @throws HeddleException if it belongs to another version of this library
    static Optional<Found> find(String label) {
        Optional<Found> found = Optional.empty();
        for (int look = 0; look < LOOKS && found.isEmpty(); look++) {
            found =
                    Descriptors.everywhere(isFileWith(label))
                            .flatMap(holder -> found(holder).stream())
                            .filter(candidate -> state(candidate) == THERE)
                            .findFirst();
        }
        found.ifPresent(it -> requireReadable(it, label));
        return found;
    }

    private static void requireReadable(Found found, String label) {
        if (!peek(found, Region::isReadable).orElse(true)) {
            throw new HeddleException(
                    "a shared object of another version of Heddle has this name: name=%s pid=%d version=%d; use the same version in both processes"
                            .formatted(
                                    label.substring(MARK.length()),
                                    found.holder().pid(),
                                    peek(found, header -> header.getInt(Region.VERSION_AT))
                                            .orElse(0)));
        }
    }

    private static List<Found> all(String label) {
        return Descriptors.everywhere(isFileWith(label))
                .flatMap(holder -> found(holder).stream())
                .toList();
    }

    /// Takes the name away from the region that has it.
    ///
    /// @return whether there was one
    static boolean unlink(String label) {
        boolean done = false;
        for (Found found : all(label)) {
            done |= change(found, THERE, NAMELESS);
        }
        return done;
    }

    private static int state(Found found) {
        return peek(found, header -> header.getInt(Region.NAME_STATE)).orElse(NEVER_MADE);
    }

    private static boolean change(Found found, int from, int to) {
        return peek(found, header -> header.compareAndSetInt(Region.NAME_STATE, from, to))
                .orElse(false);
    }

    /// Looks at the header of a region, without keeping the region.
    ///
    /// @return empty if it is gone, or has no header yet: then its maker has not begun to look
    private static <R> Optional<R> peek(Found found, Function<Memory, R> look) {
        try {
            return Uninterrupted.call(() -> peekOnce(found, look));
        } catch (IOException e) {
            return Optional.empty(); // gone, or not ours
        }
    }

    private static <R> Optional<R> peekOnce(Found found, Function<Memory, R> look)
            throws IOException {
        try (FileChannel channel = Region.openChannel(found.holder().path());
                Arena arena = Arena.ofConfined()) {
            if (channel.size() < Region.HEADER_BYTES) {
                return Optional.empty();
            }
            Memory header =
                    new MappedMemory(
                            channel.map(MapMode.READ_WRITE, 0, Region.HEADER_BYTES, arena));
            return Region.mayBe(found.id(), header)
                    ? Optional.of(look.apply(header))
                    : Optional.empty();
        }
    }

    // ---- making --------------------------------------------------------------------------------

    /// Gets a label for a region that is filled and has it in the name of its file.
    static Claim claim(Place place, String label) {
        int inVain = 0;
        for (int look = 0; inVain < LOOKS; look++) {
            boolean alone = true;
            for (Found other : all(label)) {
                if (other.id().equals(place.id())) {
                    continue;
                }
                if (state(other) == THERE) {
                    giveUp(place);
                    return new Claim(false, other.holder().pid());
                }
                alone &= isOut(other, place.id(), look);
            }
            inVain = alone ? inVain + 1 : 0;
            if (!alone) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        return place.memory().compareAndSetInt(Region.NAME_STATE, BEING_MADE, THERE)
                ? Claim.WON
                : Claim.STOPPED;
    }

    /// Makes sure that another one will not come to be, if it is its turn to be stopped.
    private static boolean isOut(Found other, UUID own, int look) {
        if (state(other) != BEING_MADE) {
            return true;
        }
        boolean goesFirst = other.id().compareTo(own) < 0;
        return !(goesFirst && look < PATIENCE) && change(other, BEING_MADE, NEVER_MADE);
    }

    /// Says that a region will not have its label.
    static void giveUp(Place place) {
        place.memory().compareAndSetInt(Region.NAME_STATE, BEING_MADE, NEVER_MADE);
    }
}
