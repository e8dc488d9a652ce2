package io.heddle.shared;

import io.heddle.internal.memory.LockName;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What the locks of this process are called that have a name of the user's.
final class LockLabels {

    private static final Map<LockName, Label> LABELS = new ConcurrentHashMap<>();
    private static final ReferenceQueue<HeddleLock> GONE = new ReferenceQueue<>();

    private LockLabels() {}

    /// Goes with its lock.
    private static final class Label extends WeakReference<HeddleLock> {
        final LockName name;
        final String text;

        Label(LockName name, HeddleLock lock, String text) {
            super(lock, GONE);
            this.name = name;
            this.text = text;
        }
    }

    static void note(LockName name, HeddleLock lock, String text) {
        if (!text.isEmpty()) {
            LABELS.put(name, new Label(name, lock, text));
        }
        for (Reference<?> gone = GONE.poll(); gone != null; gone = GONE.poll()) {
            LABELS.remove(((Label) gone).name);
        }
    }

    /// Says what a report calls a lock.
    static String of(LockName name) {
        Label label = LABELS.get(name);
        return label == null ? name.toString() : label.text;
    }
}
