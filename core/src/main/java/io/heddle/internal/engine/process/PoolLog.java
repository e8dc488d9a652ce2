package io.heddle.internal.engine.process;

/// Says what the user of a pool should know, from anywhere: also under the pool's lock and on the clock,
/// where a log handler that takes its time would hold up everybody.
final class PoolLog {

    private PoolLog() {}

    static void warn(String text) {
        Thread.ofVirtual()
                .name("heddle-log")
                .start(() -> System.getLogger("io.heddle").log(System.Logger.Level.WARNING, text));
    }
}
