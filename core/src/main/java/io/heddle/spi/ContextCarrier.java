package io.heddle.spi;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// Takes something that belongs to the submitting thread along to where a task runs, found through
/// [java.util.ServiceLoader]: the MDC of a logging library, the span of a tracer.
///
/// For named values of the program [io.heddle.TaskContext] is simpler, and it carries scoped values too.
///
/// Carriers work alike for every kind of pool and strand: in another process the value is a copy,
/// elsewhere it is the same object. One object serves all threads. The program and its workers must know the
/// same carriers; that is so where workers have the program's class path.
///
/// ## If it fails
///
/// A carrier that cannot capture fails the future of the task that was being submitted, with a
/// [io.heddle.HeddleException] that names the carrier; `map`, streams and strands throw that. One that
/// throws in [#callWith] fails the task as if the task had thrown.
public interface ContextCarrier {

    /// Names the carrier: in messages, and to find it again in another process.
    ///
    /// @return a name that no other carrier has
    String name();

    /// Captures, in the submitting thread. Called for every task, so it should be quick.
    ///
    /// @return what is to travel, serializable if it is to reach another process; `null` if there
    ///   is nothing, and then a task costs no more than without carriers
    @Nullable Object capture();

    /// Runs a task with the captured value in place, and puts everything back as it was, even if the
    /// task throws.
    ///
    /// @param <T> the type of the result
    /// @param captured what [#capture] gave, or a copy of it
    /// @param task the task, to be called once in this thread
    /// @return what the task returns
    /// @throws Exception what the task throws
    <T extends @Nullable Object> T callWith(Object captured, Callable<T> task) throws Exception;
}
