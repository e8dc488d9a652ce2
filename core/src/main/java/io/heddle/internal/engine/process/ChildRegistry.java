package io.heddle.internal.engine.process;

import io.heddle.internal.os.ProcessTree;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All children of this process that have not ended, and their end when this process ends.
final class ChildRegistry {

    /// Whether there ever was a child, and so a listener.
    private static volatile boolean used;

    private static final Set<Child> LIVING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(ChildRegistry::endAll, "heddle-ends-children"));
    }

    private ChildRegistry() {}

    static void add(Child child) {
        used = true;
        LIVING.add(child);
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
        ChildLauncher.close();
        Listener.INSTANCE.close(); // first, since it takes no time and what follows may
        Set<Child> last = Set.copyOf(LIVING);
        last.forEach(Child::kill);
        last.forEach(child -> ProcessTree.endDescendants(child.tree(), child.pid()));
    }
}
