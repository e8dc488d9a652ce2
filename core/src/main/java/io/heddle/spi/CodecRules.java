package io.heddle.spi;

import io.heddle.TravelLimits;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What a codec may read: how much, and of which types.
///
/// @param limits how much
/// @param strict whether only listed types may be read, and those of the JDK that nearly every task
///   needs
/// @param allowed the list, as patterns of [ObjectInputFilter]; empty unless `strict`
/// @param own asked beside all that, in this process alone; `null` if there is none
public record CodecRules(
        TravelLimits limits,
        boolean strict,
        List<String> allowed,
        @Nullable ObjectInputFilter own) {

    private static final CodecRules DEFAULTS =
            new CodecRules(TravelLimits.defaults(), false, List.of(), null);

    /// In a class of its own, since a child that only reads rules has no use for it, and its start would
    /// pay.
    private static final class Entries {

        /// Names with dots between them, each as of a type of any language.
        private static final String NAMES =
                "NAME(\\.NAME)*"
                        .replace(
                                "NAME",
                                "\\p{javaJavaIdentifierStart}[\\p{javaJavaIdentifierPart}\\-&&[^\\p{javaIdentifierIgnorable}]]*");

        /// What [ObjectInputFilter.Config] takes for the name of a type or the beginning of one; it
        /// would take other things too, and everything.
        private static final Pattern PATTERN =
                Pattern.compile("!?(NAMES/)?NAMES(\\.\\*\\*|\\.\\*|\\*)?".replace("NAMES", NAMES));
    }

    /// Longer ones are a mistake, and could not be written to a child.
    private static final int LONGEST_PATTERN = 1_000;

    /// Copies.
    public CodecRules {
        Objects.requireNonNull(limits, "limits");
        allowed = List.copyOf(allowed);
    }

    /// Gives the rules of a pool about which nothing special is said.
    ///
    /// @return the default limits, all types
    public static CodecRules defaults() {
        return DEFAULTS;
    }

    /// Tells whether they are those of [#defaults()]. Without `equals`, whose first call costs every child
    /// some milliseconds at its start.
    boolean areDefaults() {
        return !strict
                && own == null
                && allowed.isEmpty()
                && limits.bytes() == 0
                && limits.arrayLength() == 0
                && limits.references() == 0
                && limits.depth() == 0;
    }

    /// Changes the limits.
    ///
    /// @param next the limits
    /// @return a changed copy
    public CodecRules withLimits(TravelLimits next) {
        return new CodecRules(next, strict, allowed, own);
    }

    /// Makes the rules strict, and adds to the list.
    ///
    /// @param patterns class names, `package.*`, `package.**`; `!` before one refuses
    /// @return a changed copy
    /// @throws IllegalArgumentException if one is no such pattern, or matches everything
    public CodecRules plusAllowed(List<String> patterns) {
        List<String> all = new ArrayList<>(allowed);
        for (String pattern : patterns) {
            requirePattern(pattern);
            all.add(pattern);
        }
        return new CodecRules(limits, true, all, own);
    }

    private static void requirePattern(String pattern) {
        if (pattern.length() > LONGEST_PATTERN || !Entries.PATTERN.matcher(pattern).matches()) {
            throw new IllegalArgumentException(
                    "an entry of a list of types is a class, package.* or package.**: entry='%s'"
                            .formatted(pattern));
        }
    }

    /// Adds a filter that is asked in this process alone.
    ///
    /// @param filter what it rejects is refused; what it allows is still held against the other rules
    /// @return a changed copy
    public CodecRules withOwn(ObjectInputFilter filter) {
        return new CodecRules(limits, strict, allowed, Objects.requireNonNull(filter, "filter"));
    }

    /// Tells how large a frame may be that carries what these rules let through.
    ///
    /// @return the limit of bytes, or the largest number if there is none
    public long mostBytesOfAFrame() {
        return limits.bytes() == 0 ? Long.MAX_VALUE : limits.bytes();
    }

    /// Writes the rules for another process; without the filter that is for this one.
    ///
    /// @param out where to
    /// @throws IOException if that fails
    public void write(DataOutputStream out) throws IOException {
        out.writeLong(limits.bytes());
        out.writeLong(limits.arrayLength());
        out.writeLong(limits.references());
        out.writeLong(limits.depth());
        out.writeBoolean(strict);
        out.writeInt(allowed.size());
        for (String pattern : allowed) {
            out.writeUTF(pattern);
        }
    }

    /// Reads what [#write] has written.
    ///
    /// @param in where from
    /// @return the rules
    /// @throws IOException if that fails
    public static CodecRules read(DataInputStream in) throws IOException {
        TravelLimits limits =
                new TravelLimits(in.readLong(), in.readLong(), in.readLong(), in.readLong());
        boolean strict = in.readBoolean();
        List<String> allowed = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            allowed.add(in.readUTF());
        }
        return new CodecRules(limits, strict, allowed, null);
    }
}
