package io.heddle;

import java.io.Serializable;

/// A piece of work without a result that can travel, and may throw anything.
///
/// It is a [Runnable] that is also [Serializable]. A void lambda handed to
/// [TaskPool#submit(Action)] becomes one without a cast. Implement [#act()]; Heddle calls that
/// method, so that the exception of a task stays the exception that it threw.
@FunctionalInterface
public interface Action extends Runnable, Serializable {

    /// Does the work.
    ///
    /// @throws Exception whatever the work throws; it becomes the cause that the future reports
    void act() throws Exception;

    /// Does the work on behalf of code that knows only [Runnable].
    ///
    /// @throws HeddleException if [#act()] threw a checked exception, which is then the cause
    @Override
    @SuppressWarnings("FunctionalInterfaceMethodChanged") // the whole point: act() may throw
    default void run() {
        try {
            act();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new HeddleException(
                    "an action run as a plain Runnable failed: " + io.heddle.spi.FailureText.of(e),
                    e);
        }
    }

    /// Gives a lambda the type `Action` where the compiler would otherwise make a plain [Runnable]
    /// of it.
    ///
    /// @param action the lambda
    /// @return the same object
    static Action of(Action action) {
        return action;
    }
}
