package io.heddle.examples.tour.ipc;

import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.manager.Manager;
import io.heddle.manager.ManagerEndedException;
import java.util.List;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.IntStream;

/// Objects in a process of their own.
@Shows(
        id = "ipc.manager",
        title = "A third process holds a map, a list and an account, and others call them",
        python =
                "multiprocessing.Manager with dict and list, and a subclass of BaseManager with a registered class."
                        + " There d[k] += 1 of two processes loses additions, and here merge does not.")
public final class ServedObjects implements Program {

    /// What others can do with an account.
    interface Account {
        long add(long amount);

        void fail();

        long pid();
    }

    private static final class Savings implements Account {
        private long balance;

        @Override
        public synchronized long add(long amount) {
            balance += amount;
            return balance;
        }

        @Override
        public void fail() {
            throw new IllegalStateException("thrown in process " + pid());
        }

        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }
    }

    @Override
    public void run(Stage stage) throws Exception {
        Manager manager = Manager.start();
        try (manager;
                TaskPool pool = TaskPool.processes(2)) {
            ConcurrentMap<String, Integer> counts = manager.map();
            List<Long> pids = manager.list();
            Account account = manager.share(Account.class, Savings::new);
            pool.map(
                    i -> {
                        pids.add(ProcessHandle.current().pid());
                        counts.merge("visits", 1, Integer::sum);
                        return account.add(i);
                    },
                    IntStream.rangeClosed(1, 20).boxed().toList());
            stage.equal(20, counts.get("visits"), "visits in the map");
            stage.equal(210L, account.add(0), "balance of the account");
            stage.equal(20, pids.size(), "lines in the list");
            stage.check(!pids.contains(manager.pid()), "those who call are other processes");
            stage.equal(manager.pid(), account.pid(), "the account is in the manager, process");
            try {
                account.fail();
                stage.check(false, "what fails there fails here");
            } catch (IllegalStateException e) {
                stage.equal("thrown in process " + manager.pid(), e.getMessage(), "it failed");
                stage.say("  at %s", e.getStackTrace()[0]);
            }
            ProcessHandle.of(manager.pid()).orElseThrow().destroyForcibly();
            try {
                stage.say("%s", counts.get("visits"));
                stage.check(false, "calls fail when the manager was killed");
            } catch (ManagerEndedException e) {
                stage.check(
                        String.valueOf(e.getMessage()).contains("signal=KILL"),
                        "a killed manager is named");
                stage.say("%s", e.getMessage());
            }
        }
    }
}
