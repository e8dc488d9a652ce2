package io.heddle.spi;

import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// A task that is made of items, each of which is to have a time limit of its own and a name in the report
/// if it ends the worker: the chunk of a `map`.
public interface Itemized {

    /// What came of the items of one run: the results of those before the first that failed.
    interface Outcome {

        /// Tells how many items have a result.
        ///
        /// @return their number
        int done();

        /// Tells why the next item has none.
        ///
        /// @return what it threw, or `null` if all have a result
        @Nullable Throwable failure();

        /// Puts the results of an earlier run in front, which ended where this one began.
        ///
        /// @param earlier what came of it
        /// @return both together, with the failure of this one
        Outcome after(Outcome earlier);
    }

    /// Tells how many items there are.
    ///
    /// @return their number
    int size();

    /// Runs the items, or those that are left of them.
    ///
    /// @param done how many of the first are left out, since an earlier run has their results
    /// @param begins told the number of each item when it begins, counted from 0 at the beginning of the
    ///     whole call, and once more when all are done
    /// @return the result of the task, an [Outcome]
    /// @throws Exception what the task throws besides its items
    @Nullable Object call(int done, LongConsumer begins) throws Exception;
}
