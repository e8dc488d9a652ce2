package io.heddle.internal.recording;

import java.util.List;

/// Says in a word what a thread waits for, by what it has called.
final class WaitReason {

    /// Says that it has nothing to do.
    static final String IDLE = "idle";

    static final String RUNNING = "running";

    private static final String MONITOR = "condition";

    /// Waits for something that is not known here.
    static final String OTHER = "waiting";

    /// What the names of a class and a method begin or end with, and what that means.
    private record Sign(String type, String method, String reason) {
        boolean fits(StackTraceElement frame) {
            return frame.getClassName().startsWith(type)
                    && frame.getMethodName().startsWith(method);
        }
    }

    /// The first that fits a frame counts; those of the JDK that only park are in none.
    private static final List<Sign> SIGNS =
            List.of(
                    new Sign("io.heddle.internal.engine.thread.ThreadPool", "take", IDLE),
                    new Sign("io.heddle.internal.wire.", "", IDLE),
                    new Sign("java.lang.Thread", "sleep", "sleep"),
                    new Sign("io.heddle.coroutine.Coroutines", "pause", "sleep"),
                    new Sign("io.heddle.coroutine.Ticker", "", "sleep"),
                    new Sign("io.heddle.coroutine.RateLimit", "", "sleep"),
                    new Sign("java.lang.Thread", "join", "join"),
                    new Sign("io.heddle.coroutine.ScopeLife", "", "join"),
                    new Sign("io.heddle.coroutine.Coroutine", "awaitEnd", "join"),
                    new Sign("io.heddle.internal.engine.", "await", "join"),
                    new Sign("io.heddle.internal.engine.", "join", "join"),
                    new Sign("java.util.concurrent.CompletableFuture", "", "result"),
                    new Sign("java.util.concurrent.FutureTask", "", "result"),
                    new Sign("io.heddle.spi.TaskCompletion", "", "result"),
                    new Sign("io.heddle.spi.AbstractTaskPool", "", "result"),
                    new Sign("java.lang.ProcessImpl", "waitFor", "process"),
                    new Sign("io.heddle.command.", "", "process"),
                    new Sign("io.heddle.coroutine.TrackedQueue", "", "queue"),
                    new Sign("io.heddle.coroutine.Channel", "", "channel"),
                    new Sign("io.heddle.coroutine.Encounter", "", "channel"),
                    new Sign("io.heddle.coroutine.Select", "", "channel"),
                    new Sign("io.heddle.coroutine.Generator", "", "channel"),
                    new Sign("io.heddle.coroutine.Production", "", "channel"),
                    new Sign("io.heddle.shared.SharedQueue", "", "queue"),
                    new Sign("io.heddle.shared.SharedSemaphore", "", "semaphore"),
                    new Sign("io.heddle.shared.SharedBarrier", "", "barrier"),
                    new Sign("io.heddle.shared.SharedCountDownLatch", "", "latch"),
                    new Sign("io.heddle.shared.SharedEvent", "", "event"),
                    new Sign("io.heddle.shared.SharedCondition", "", "condition"),
                    new Sign("io.heddle.shared.Pipe", "", "pipe"),
                    new Sign("io.heddle.shared.", "", "lock"),
                    new Sign("io.heddle.internal.memory.RecoverableLock", "", "lock"),
                    new Sign("java.util.concurrent.CountDownLatch", "", "latch"),
                    new Sign("java.util.concurrent.CyclicBarrier", "", "barrier"),
                    new Sign("java.util.concurrent.Phaser", "", "barrier"),
                    new Sign("java.util.concurrent.Exchanger", "", "exchanger"),
                    new Sign("java.util.concurrent.Semaphore", "", "semaphore"),
                    new Sign("java.util.concurrent.locks.Reentrant", "", "lock"),
                    new Sign("java.util.concurrent.locks.StampedLock", "", "lock"),
                    new Sign("java.util.concurrent.ThreadPoolExecutor", "getTask", IDLE),
                    new Sign("java.util.concurrent.ForkJoinPool", "awaitWork", IDLE),
                    new Sign("java.lang.Object", "wait", MONITOR),
                    new Sign("sun.nio.ch.", "", "input"),
                    new Sign("java.net.", "", "input"),
                    new Sign("java.io.", "", "input"));

    /// Where the code of the JDK and of Heddle is. The programs of the tour are their users.
    private static final List<String> OURS =
            List.of(
                    "java.",
                    "jdk.",
                    "sun.",
                    "io.heddle.coroutine.",
                    "io.heddle.shared.",
                    "io.heddle.command.",
                    "io.heddle.internal.",
                    "io.heddle.spi.",
                    "io.heddle.supervision.");

    /// Where the JDK reads and writes.
    private static final List<String> INPUT = List.of("sun.nio.ch.", "java.io.", "java.net.");

    /// What queues of the JDK end with, wherever they begin.
    private static final List<String> QUEUES = List.of("Queue", "Deque");

    private WaitReason() {}

    /// Names what a thread does.
    ///
    /// @param state its state
    /// @param stack what it has called, the innermost first
    static String of(Thread.State state, StackTraceElement[] stack) {
        if (state == Thread.State.RUNNABLE) {
            return isInput(stack) ? "input" : RUNNING;
        }
        if (state == Thread.State.BLOCKED) {
            return "lock";
        }
        String reason = OTHER;
        for (StackTraceElement frame : stack) {
            if (isOfUser(frame.getClassName())) {
                return reason;
            }
            String named = named(frame);
            if (named.equals(MONITOR)) {
                reason = named; // which others of the JDK use to wait for something else
            } else if (!named.equals(OTHER)) {
                return named;
            }
        }
        return reason;
    }

    /// Tells whether code of the system was called that waits for bytes: the JVM says that such a thread runs.
    private static boolean isInput(StackTraceElement[] stack) {
        return stack.length > 0
                && stack[0].isNativeMethod()
                && INPUT.stream().anyMatch(stack[0].getClassName()::startsWith);
    }

    /// Tells whether a frame belongs to nobody who is known here: what called it says nothing about the wait.
    private static boolean isOfUser(String type) {
        return OURS.stream().noneMatch(type::startsWith);
    }

    private static String named(StackTraceElement frame) {
        String type = frame.getClassName();
        if (type.startsWith("java.util.concurrent.") && QUEUES.stream().anyMatch(type::endsWith)) {
            return "queue";
        }
        for (Sign sign : SIGNS) {
            if (sign.fits(frame)) {
                return sign.reason;
            }
        }
        return OTHER;
    }
}
