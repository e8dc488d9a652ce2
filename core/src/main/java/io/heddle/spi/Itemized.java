package io.heddle.spi;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// A task that is made of items, each of which is to have a time limit of its own and a name in the report
/// if it ends the worker: the chunk of a `map`.
public interface Itemized {

    /// Runs the items.
    ///
    /// @param begins told the number of each item when it begins, counted from 0 at the beginning of the
    ///     whole call, and once more when all are done
    /// @return the result of the task
    /// @throws Exception what the task throws besides its items
    @Nullable Object call(LongConsumer begins) throws Exception;
}
