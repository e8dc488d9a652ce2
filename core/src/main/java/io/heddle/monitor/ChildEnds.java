package io.heddle.monitor;

import io.heddle.StrandStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Who is to be told of the end of children of this process. The JDK keeps each question about a child's end until it
/// ends, so it is asked once for each, and whoever no longer wants to know is forgotten here.
final class ChildEnds {

    /// Those that are watched, or were and have not ended. Guarded by itself.
    private static final Map<ProcessHandle, Set<ProcessWatch>> WATCHES = new HashMap<>();

    private ChildEnds() {}

    /// Tells a watch when a child ends, and at once if it has.
    static void tell(ProcessHandle child, ProcessWatch watch) {
        boolean first;
        synchronized (WATCHES) {
            first = !WATCHES.containsKey(child);
            WATCHES.computeIfAbsent(child, key -> new HashSet<>()).add(watch);
        }
        if (first) {
            try {
                var _ = child.onExit().thenRun(() -> end(child));
            } catch (RuntimeException | Error e) { // no thread
                synchronized (WATCHES) {
                    WATCHES.remove(child);
                }
                throw e;
            }
        }
    }

    /// Tells a watch nothing any more.
    static void forget(ProcessHandle child, ProcessWatch watch) {
        synchronized (WATCHES) {
            Set<ProcessWatch> all = WATCHES.get(child);
            if (all != null) {
                all.remove(watch);
            }
        }
    }

    private static void end(ProcessHandle child) {
        Set<ProcessWatch> all;
        synchronized (WATCHES) {
            all = WATCHES.remove(child);
        }
        if (all != null) {
            all.forEach(watch -> watch.note(StrandStatus.ENDED));
        }
    }
}
