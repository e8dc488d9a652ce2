package io.heddle.examples.tour;

/// A small program that shows one thing, says what happens, and checks that it does.
///
/// It has a public class of its own with [Shows] on it and a constructor without parameters. It runs in
/// a process that it shares with programs before and after it, so it closes and joins whatever it
/// opens and starts: what it leaves behind counts as a failure.
public interface Program {

    /// Runs it.
    ///
    /// @param stage where it tells its story, how fast its time goes, and what checks its claims
    /// @throws Exception if it fails, which is then what is wrong with it
    void run(Stage stage) throws Exception;

    /// Makes a program, whose package need not be open to anybody else for that.
    ///
    /// @param type its class
    /// @return a new one
    /// @throws ReflectiveOperationException if its class has no public constructor without parameters, or that throws
    static Program of(Class<? extends Program> type) throws ReflectiveOperationException {
        return type.getConstructor().newInstance();
    }
}
