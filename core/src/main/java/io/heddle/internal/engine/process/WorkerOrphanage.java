package io.heddle.internal.engine.process;

import io.heddle.HeddleException;
import io.heddle.internal.os.PrivateFolder;
import io.heddle.internal.os.ProcessTree;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// What the children of a parent that was killed do about it.
///
/// Each ends everything that was started in its own process. Then it tries to become the last: the one
/// that holds a lock on a file in their parent's folder. The last one gives its siblings a moment to do
/// the same, ends those that cannot, since one may be stopped, and removes the folder. If they all ended
/// each other, they could all be dead before their work is done.
final class WorkerOrphanage {

    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(400);
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final WorkerSetup setup;
    private final Path folder;

    WorkerOrphanage(WorkerSetup setup) {
        this.setup = setup;
        this.folder = setup.folder();
    }

    void close() {
        long self = ProcessHandle.current().pid();
        ChildRegistry.endAll();
        ProcessTree.endDescendants(setup.tree(), self);
        if (!becomesTrue(this::isParentGone)) {
            return; // only the connection was lost: its other children are the parent's own affair
        }
        try (FileChannel file =
                        FileChannel.open(
                                folder.resolve("last"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock last = file.tryLock()) {
            if (last != null) {
                var _ = becomesTrue(() -> isAlone(self));
                ProcessTree.endDescendants(setup.parentTree(), self);
                PrivateFolder.remove(folder);
            }
        } catch (IOException e) {
            // the folder is gone: somebody else was the last
        }
    }

    private boolean becomesTrue(BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > GRACE_NANOS) {
                return false;
            }
            LockSupport.parkNanos(this, PERIOD_NANOS);
        }
        return true;
    }

    private boolean isAlone(long self) {
        try {
            return Set.of(self).containsAll(ProcessTree.members(setup.parentTree(), self));
        } catch (HeddleException e) {
            return false; // nobody knows
        }
    }

    /// The system gives the children of a dead process to another one.
    private boolean isParentGone() {
        return ProcessHandle.current()
                .parent()
                .filter(parent -> parent.pid() == setup.parentPid())
                .isEmpty();
    }
}
