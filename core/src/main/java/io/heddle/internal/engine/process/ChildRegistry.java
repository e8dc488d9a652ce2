package io.heddle.internal.engine.process;

import io.heddle.internal.os.ProcessTree;
import io.heddle.spi.ServiceThreads;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All children of this process that have not ended, and their end when this process ends.
final class ChildRegistry {

    /// Whether there ever was a child, and so a listener.
    private static volatile boolean used;

    /// Whether this process ends.
    private static volatile boolean closed;

    private static final Set<Child> LIVING = ConcurrentHashMap.newKeySet();

    private ChildRegistry() {}

    /// Sees to it that what is about to be made for a child is gone when this process has ended. Comes
    /// before anything is made.
    ///
    /// @throws IOException if this process is ending, and it is too late for that
    static synchronized void prepare() throws IOException {
        if (used) {
            return;
        }
        try {
            Runtime.getRuntime()
                    .addShutdownHook(
                            ServiceThreads.named("heddle-ends-children")
                                    .unstarted(ChildRegistry::endAll));
        } catch (IllegalStateException e) {
            throw new IOException(ChildLauncher.ENDING, e);
        }
        used = true;
    }

    static void add(Child child) {
        LIVING.add(child);
        if (closed) {
            child.kill(); // it may have missed the end of all others
        }
    }

    static void remove(Child child) {
        LIVING.remove(child);
    }

    /// Ends all children and sees to it that none is started any more. Runs when the program ends, by
    /// itself or by a signal that can be caught; when it is killed, the children notice and end
    /// themselves.
    static void endAll() {
        if (!used) {
            return;
        }
        closed = true;
        ChildLauncher.close();
        Listener.closeAll(); // first, since it takes no time and what follows may
        Set<Child> last = Set.copyOf(LIVING);
        last.forEach(Child::kill);
        last.forEach(child -> ProcessTree.endDescendants(child.tree(), child.pid()));
    }
}
