package io.heddle.internal.engine.process;

import io.heddle.internal.os.ProcessTree;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// All children of this process that have not ended, and their end when this process ends.
final class ChildRegistry {

    private static final Set<Child> LIVING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(ChildRegistry::endAll, "heddle-ends-children"));
    }

    private ChildRegistry() {}

    static void add(Child child) {
        LIVING.add(child);
    }

    static void remove(Child child) {
        LIVING.remove(child);
    }

    /// Runs when the program ends, by itself or by a signal that can be caught. When it is killed, the
    /// children notice and end themselves.
    private static void endAll() {
        Set<Child> last = Set.copyOf(LIVING);
        last.forEach(Child::kill);
        last.forEach(child -> ProcessTree.endDescendants(child.tree(), child.pid()));
        Listener.INSTANCE.close();
    }
}
