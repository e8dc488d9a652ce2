package io.heddle.internal.engine.process;

import io.heddle.Signal;
import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Inbox;
import io.heddle.internal.wire.Outbox;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// Tells the parent, while the process ends, that it ends in an orderly way, and because of whom.
///
/// The exit code alone does not say it: 143 is both `System.exit(143)` and the end by TERM. The stacks of
/// the threads do: after TERM, a thread named `SIGTERM handler` runs the shutdown.
final class WorkerExit implements Runnable {

    private static final String HANDLER = " handler";

    private final Outbox answers;
    private final WorkerOutput output;
    private final Inbox tasks;
    private final WorkerControl control;
    private final Thread taskThread;

    private WorkerExit(Outbox answers, WorkerOutput output, Inbox tasks, WorkerControl control) {
        this.answers = answers;
        this.output = output;
        this.tasks = tasks;
        this.control = control;
        this.taskThread = Thread.currentThread();
    }

    /// Called by the thread that runs tasks.
    static void install(Outbox answers, WorkerOutput output, Inbox tasks, WorkerControl control) {
        WorkerExit exit = new WorkerExit(answers, output, tasks, control);
        Runtime.getRuntime().addShutdownHook(new Thread(exit, "heddle-announces-exit"));
    }

    @Override
    public void run() {
        Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
        int signal = signalThatShutsDown(stacks).map(Signal::number).orElse(0);
        answers.add(Frame.ofText(Frame.Type.EXITING, signal, placeOfExit(stacks)));
        answers.flush();
        answers.awaitSent();
        output.flush();
        control.leave();
        tasks.close();
    }

    private static Optional<Signal> signalThatShutsDown(Map<Thread, StackTraceElement[]> stacks) {
        return stacks.entrySet().stream()
                .filter(entry -> entry.getKey().getName().endsWith(HANDLER))
                .filter(entry -> calls(entry.getValue(), "java.lang.Shutdown", "exit"))
                .flatMap(entry -> signalOf(entry.getKey().getName()).stream())
                .findFirst();
    }

    private static Optional<Signal> signalOf(String threadName) {
        return Arrays.stream(Signal.values())
                .filter(signal -> threadName.equals("SIG" + signal.name() + HANDLER))
                .findFirst();
    }

    private String placeOfExit(Map<Thread, StackTraceElement[]> stacks) {
        return stacks.entrySet().stream()
                .filter(entry -> calls(entry.getValue(), "java.lang.Runtime", "exit"))
                .flatMap(entry ->
                        callerOfExit(entry.getValue())
                                .map(place -> place + inThread(entry.getKey()))
                                .stream())
                .findFirst()
                .orElse("");
    }

    /// A thread that a task has started may end the process long after the task.
    private String inThread(Thread caller) {
        return caller == taskThread ? "" : " in thread " + caller.getName();
    }

    private static Optional<String> callerOfExit(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .dropWhile(frame -> !frame.getMethodName().equals("exit"))
                .dropWhile(frame -> frame.getClassName().startsWith("java.lang."))
                .map(WorkerExit::text)
                .findFirst();
    }

    private static String text(StackTraceElement frame) {
        return "%s.%s(%s:%d)"
                .formatted(
                        frame.getClassName(),
                        frame.getMethodName(),
                        frame.getFileName(),
                        frame.getLineNumber());
    }

    private static boolean calls(StackTraceElement[] stack, String type, String method) {
        return Arrays.stream(stack)
                .anyMatch(frame ->
                        frame.getClassName().equals(type) && frame.getMethodName().equals(method));
    }
}
