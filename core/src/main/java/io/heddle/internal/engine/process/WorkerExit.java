package io.heddle.internal.engine.process;

import io.heddle.Signal;
import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Inbox;
import io.heddle.internal.wire.Outbox;
import java.util.Map;

/// Tells the parent, while the process ends, that it ends in an orderly way, and because of whom.
///
/// The exit code alone does not say it: 143 is both `System.exit(143)` and the end by TERM. The stacks of
/// the threads do: after TERM, a thread named `SIGTERM handler` runs the shutdown.
final class WorkerExit implements Runnable {

    private static final String HANDLER = " handler";
    private static final String EXIT = "exit";

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
        int signal = signalThatShutsDown(stacks);
        answers.add(Frame.ofText(Frame.Type.EXITING, signal, placeOfExit(stacks)));
        answers.flush();
        answers.awaitSent();
        output.flush();
        control.leave();
        tasks.close();
    }

    /// Gives its number, or 0.
    private static int signalThatShutsDown(Map<Thread, StackTraceElement[]> stacks) {
        for (Map.Entry<Thread, StackTraceElement[]> entry : stacks.entrySet()) {
            String name = entry.getKey().getName();
            if (name.endsWith(HANDLER) && calls(entry.getValue(), "java.lang.Shutdown")) {
                int number = signalOf(name);
                if (number != 0) {
                    return number;
                }
            }
        }
        return 0;
    }

    private static int signalOf(String threadName) {
        for (Signal signal : Signal.values()) {
            if (threadName.equals("SIG" + signal.name() + HANDLER)) {
                return signal.number();
            }
        }
        return 0;
    }

    private String placeOfExit(Map<Thread, StackTraceElement[]> stacks) {
        for (Map.Entry<Thread, StackTraceElement[]> entry : stacks.entrySet()) {
            if (calls(entry.getValue(), "java.lang.Runtime")) {
                String place = callerOfExit(entry.getValue());
                if (!place.isEmpty()) {
                    return place + inThread(entry.getKey());
                }
            }
        }
        return "";
    }

    /// A thread that a task has started may end the process long after the task.
    private String inThread(Thread caller) {
        return caller == taskThread ? "" : " in thread " + caller.getName();
    }

    /// Gives the first frame below `exit` that is not of the JDK, or an empty text.
    private static String callerOfExit(StackTraceElement[] stack) {
        boolean exit = false;
        for (StackTraceElement frame : stack) {
            exit |= frame.getMethodName().equals(EXIT);
            if (exit && !frame.getClassName().startsWith("java.lang.")) {
                return text(frame);
            }
        }
        return "";
    }

    private static String text(StackTraceElement frame) {
        return frame.getClassName()
                + "."
                + frame.getMethodName()
                + "("
                + frame.getFileName()
                + ":"
                + frame.getLineNumber()
                + ")";
    }

    private static boolean calls(StackTraceElement[] stack, String type) {
        for (StackTraceElement frame : stack) {
            if (frame.getClassName().equals(type) && frame.getMethodName().equals(EXIT)) {
                return true;
            }
        }
        return false;
    }
}
