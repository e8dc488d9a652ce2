/// Runs any lambda in a process, a thread or a coroutine through one interface, and lets nothing
/// that one task does reach another. Open [io.heddle.TaskPool] first.
@org.jspecify.annotations.NullMarked
module io.heddle {
    requires static java.logging; // where it is missing, nothing is forwarded
    requires static java.management; // where it is missing, nobody looks for the JVM's own
    // deadlocks
    requires static org.jspecify;
    requires static jdk.management; // says who holds a monitor, when a cooperative scope is stuck
    requires jdk.unsupported; // has the only way to hear signals
    requires static transitive jdk.httpserver; // serves HTTP in the workers of a PreforkServer
    requires static jdk.net; // says whose process is at the other end of a socket

    exports io.heddle;
    exports io.heddle.command;
    exports io.heddle.coroutine;
    exports io.heddle.manager;
    exports io.heddle.monitor;
    exports io.heddle.shared;
    exports io.heddle.spi;
    exports io.heddle.supervision;
    exports io.heddle.internal.engine.process to
            java.logging; // makes the handler of a child by its name

    uses io.heddle.monitor.ProcessSource;
    uses io.heddle.spi.ContextCarrier;
    uses io.heddle.spi.Engine;
    uses io.heddle.spi.SignalSystem;

    provides io.heddle.spi.Engine with
            io.heddle.internal.engine.process.ProcessEngine,
            io.heddle.internal.engine.thread.ThreadEngine,
            io.heddle.internal.engine.coroutine.CoroutineEngine;
    provides io.heddle.spi.SignalSystem with
            io.heddle.internal.os.SystemSignals;
}
