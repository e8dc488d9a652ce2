package io.heddle.internal.engine.process;

import java.util.ArrayList;
import java.util.List;

/// The threads that a task has started and left behind.
final class WorkerThreads {

    private WorkerThreads() {}

    /// Waits until no thread is left that is not a daemon, as a program of its own would at its end.
    static void awaitOthers() {
        for (List<Thread> others = others(); !others.isEmpty(); others = others()) {
            for (Thread other : others) {
                try {
                    other.join();
                } catch (InterruptedException e) {
                    return; // asked to stop waiting
                }
            }
        }
    }

    private static List<Thread> others() {
        List<Thread> others = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!thread.isDaemon()
                    && thread != Thread.currentThread()
                    && !thread.getName().equals("DestroyJavaVM")) {
                others.add(thread);
            }
        }
        return others;
    }
}
