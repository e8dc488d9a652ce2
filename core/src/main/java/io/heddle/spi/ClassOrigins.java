package io.heddle.spi;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Tells which class loader a class came from, in a form that another process understands.
///
/// Most classes are on the class path or module path, which all processes of a program share; they
/// have no origin. A class that a loader of its own has defined (a program launched from its source,
/// `jshell`, a jar within a jar) travels with the number of that loader, its *origin*. A worker that
/// meets the number makes a loader that asks the parent for the bytes; a result of such a class
/// travels back with the same number, and so finds the very class that the parent knows.
///
/// Numbers are never used twice on one machine at the same time, so that they may be handed on to the
/// workers of a worker. Loaders are remembered weakly in the process that they belong to.
public final class ClassOrigins {

    /// The origin of classes that every process of the program finds by itself.
    public static final long NONE = 0;

    private static final ClassLoader OWN_PATH = ClassLoader.getSystemClassLoader();
    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    private static final AtomicLong COUNT = new AtomicLong();

    /// Guarded by itself.
    private static final Map<ClassLoader, Long> NUMBERS = new WeakHashMap<>();

    /// The same, the other way round; changed under the lock of [#NUMBERS].
    private static final Map<Long, WeakReference<ClassLoader>> LOADERS = new ConcurrentHashMap<>();

    /// Loaders that stand for one of another process; there are as many as that has.
    private static final Map<Long, ClassLoader> STAND_INS = new ConcurrentHashMap<>();

    /// Set once, at the beginning of a worker.
    private static volatile @Nullable LongFunction<ClassLoader> maker;

    private static final ClassValue<Long> ORIGINS =
            new ClassValue<>() {
                @Override
                protected Long computeValue(Class<?> type) {
                    return numberOf(type.getClassLoader());
                }
            };

    private ClassOrigins() {}

    /// Says how an origin that is not known here gets a loader. Called once, by a worker.
    ///
    /// @param make gives a loader that finds the classes of an origin
    public static void standInBy(LongFunction<ClassLoader> make) {
        maker = make;
    }

    /// Gives the origin of a class.
    ///
    /// @param type any class
    /// @return its origin, [#NONE] for what is on the class path or module path
    public static long of(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return isShared(loader) ? NONE : ORIGINS.get(type);
    }

    private static boolean isShared(@Nullable ClassLoader loader) {
        return loader == null || loader == OWN_PATH || loader == PLATFORM;
    }

    private static Long numberOf(ClassLoader loader) {
        synchronized (NUMBERS) {
            Long known = NUMBERS.get(loader);
            if (known != null) {
                return known;
            }
            LOADERS.values().removeIf(gone -> gone.refersTo(null));
            long number = (ProcessHandle.current().pid() << 32) + COUNT.incrementAndGet();
            NUMBERS.put(loader, number);
            LOADERS.put(number, new WeakReference<>(loader));
            return number;
        }
    }

    /// Gives the loader that finds the classes of an origin.
    ///
    /// @param origin what [#of] gave, here or in another process
    /// @return the loader; `null` for [#NONE], for a loader that is gone, and in a process that has no
    ///   parent to ask
    public static @Nullable ClassLoader loader(long origin) {
        if (origin == NONE) {
            return null;
        }
        WeakReference<ClassLoader> own = LOADERS.get(origin);
        if (own != null) {
            return own.get();
        }
        LongFunction<ClassLoader> make = maker;
        return make == null ? null : STAND_INS.computeIfAbsent(origin, n -> standIn(make, n));
    }

    private static ClassLoader standIn(LongFunction<ClassLoader> make, long origin) {
        ClassLoader loader = make.apply(origin);
        synchronized (NUMBERS) {
            NUMBERS.put(loader, origin);
        }
        return loader;
    }

    /// Tells whether a class lives as long as this process, so that it may be kept without keeping
    /// anything else alive.
    static boolean lastsForEver(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        return isShared(loader) || STAND_INS.containsValue(loader);
    }

    /// Gives the context class loader with which a task should run: the one of its own class.
    ///
    /// @param body what the task runs
    /// @return the loader
    public static ClassLoader contextOf(Object body) {
        Object own = body instanceof Chunk chunk ? chunk.function() : body;
        ClassLoader loader = own.getClass().getClassLoader();
        return isShared(loader) ? OWN_PATH : loader;
    }
}
