package io.heddle.console.quickstart;

import io.heddle.PoolSnapshot;
import io.heddle.PoolSnapshot.Worker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The workers of a pool of processes, also those that are dead by now. Used by one thread.
final class Crew {

    /// One of them.
    ///
    /// @param name the worker's name
    /// @param pid its process
    /// @param startedAt when that was started
    record Member(String name, long pid, Instant startedAt) {}

    private static final long OWN_PID = ProcessHandle.current().pid();

    private final Map<Long, Member> byPid = new LinkedHashMap<>();

    /// Remembers the workers that a pool has now.
    void look(PoolSnapshot pool) {
        for (Worker worker : pool.workers()) {
            if (worker.pid() != 0) {
                byPid.putIfAbsent(
                        worker.pid(), new Member(worker.name(), worker.pid(), worker.startedAt()));
            }
        }
    }

    /// Tells whether nothing is to be learned about a process: it was seen, or it is this one.
    boolean knows(long pid) {
        return pid == OWN_PID || byPid.containsKey(pid);
    }

    List<Member> members() {
        return new ArrayList<>(byPid.values());
    }
}
