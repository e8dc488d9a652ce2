package io.heddle.console.quickstart;

import io.heddle.Task;
import java.time.Duration;
import java.util.Optional;

/// Reads a file, says so, and keeps the result back until it is killed.
///
/// Reading a small file takes microseconds, too short a time to aim at. This task makes the aim
/// certain: it prints [#HOLDING] and the moment at which it began to its standard output, which the
/// parent gets with the name of the worker, and waits. If nobody kills it, it gives its result after
/// all when the limit is over.
///
/// @param task what it does
/// @param limit how long it waits to be killed
record HeldTask(FactsTask task, Duration limit) implements Task<FileFacts> {

    /// The first word of the line that it prints.
    static final String HOLDING = "heddle-quickstart-holds";

    @Override
    public FileFacts call() throws Exception {
        FileFacts facts = task.call();
        System.out.println(HOLDING + " " + facts.stint().begin());
        System.out.flush();
        Thread.sleep(limit);
        return facts;
    }

    /// Finds in a line of output the moment at which a held task began.
    ///
    /// @param line any line
    /// @return the moment as it was printed; empty if no held task printed the line
    static Optional<String> beginIn(String line) {
        return line.startsWith(HOLDING + " ")
                ? Optional.of(line.substring(HOLDING.length() + 1))
                : Optional.empty();
    }
}
