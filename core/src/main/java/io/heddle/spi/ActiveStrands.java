package io.heddle.spi;

import io.heddle.Strand;
import java.util.List;
import java.util.stream.Stream;

/// Where those who start strands by themselves, and not through an [Engine], say which of them are active: the
/// scopes. A scope comes with its first coroutine; so a coroutine costs nothing here.
public final class ActiveStrands {

    /// Somebody who has strands.
    public interface Source {

        /// Gives those that were started and have not ended.
        ///
        /// @return the strands of one after the other
        List<? extends Strand<?>> active();

        /// Tells whether there will be none any more, though nobody has said so.
        ///
        /// @return whether it may be forgotten
        boolean isOver();
    }

    private static final Roster<Source> SOURCES = new Roster<>(Source::isOver);

    private ActiveStrands() {}

    /// Says that somebody has strands from now on.
    ///
    /// @param source who
    /// @return its place, to be left when it has none any more
    public static Roster.Entry<Source> add(Source source) {
        return SOURCES.add(source);
    }

    /// Gives the strands of all of them.
    ///
    /// @return the strands of one after the other
    public static Stream<Strand<?>> all() {
        return SOURCES.present().stream().flatMap(source -> source.active().stream());
    }
}
