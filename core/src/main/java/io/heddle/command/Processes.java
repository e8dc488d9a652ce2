package io.heddle.command;

import io.heddle.Signal;
import io.heddle.internal.os.Signals;
import io.heddle.internal.recording.Recorder;
import io.heddle.spi.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// The processes that were started for one command, in the order of its pipeline.
final class Processes {

    private final List<Process> all;

    /// Whose end was written down.
    private final Set<Long> recorded = Recorder.ON ? ConcurrentHashMap.newKeySet() : Set.of();

    Processes(List<Process> all) {
        this.all = List.copyOf(all);
    }

    List<Process> list() {
        return all;
    }

    Process first() {
        return all.getFirst();
    }

    /// Tells the id of the last one, which stands for them all.
    long pid() {
        return all.getLast().pid();
    }

    List<Long> pids() {
        return all.stream().map(Process::pid).toList();
    }

    List<ProcessHandle> handles() {
        return all.stream().map(Process::toHandle).toList();
    }

    boolean areAlive() {
        return all.stream().anyMatch(Process::isAlive);
    }

    /// Tells how they ended. What did not end even by KILL is given as if it had.
    List<Integer> exitCodes() {
        List<Integer> codes = new ArrayList<>(all.size());
        for (Process process : all) {
            codes.add(
                    process.isAlive()
                            ? -Signal.KILL.number()
                            : ExitCodes.ofJdk(process.exitValue()));
        }
        return codes;
    }

    /// Writes down that they were started. Those of a pipeline end one by one, and each end is written when it comes.
    @SuppressWarnings("FutureReturnValueIgnored") // the action never throws
    void recordStart(List<Stage> stages) {
        for (int i = 0; i < all.size(); i++) {
            Recorder.started(all.get(i).pid(), stages.get(i).program(), false);
        }
        if (all.size() > 1) {
            all.forEach(process -> process.onExit().thenAccept(this::recordEnd));
        }
    }

    /// Writes down that they have ended, before anybody hears of it.
    void recordEnd() {
        all.stream().filter(process -> !process.isAlive()).forEach(this::recordEnd);
    }

    private void recordEnd(Process process) {
        if (recorded.add(process.pid())) {
            Recorder.ended(process.pid(), process.exitValue());
        }
    }

    /// Waits for their end in the calling thread.
    ///
    /// @return whether it came in time
    boolean haveEnded(Duration limit) throws InterruptedException {
        Deadline deadline = Deadline.in(limit);
        for (Process process : all) {
            if (!process.waitFor(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
        }
        return true;
    }

    /// Tells when all have ended. The JDK keeps two threads for each one that is asked about.
    CompletableFuture<?> onExit() {
        return CompletableFuture.allOf(
                all.stream().map(Process::onExit).toArray(CompletableFuture<?>[]::new));
    }

    void send(Signal signal) {
        handles().forEach(process -> Signals.send(process, signal));
    }

    void terminate() {
        handles().forEach(ProcessHandle::destroy);
    }
}
