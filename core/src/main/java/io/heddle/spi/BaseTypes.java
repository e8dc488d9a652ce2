package io.heddle.spi;

import java.util.List;
import java.util.Set;

/// The types that may be read under every list: what a lambda, its values and its failure are made
/// of.
///
/// Nothing here does anything while it is read but to hold values: nothing looks up names, opens
/// files or sockets, loads code, or calls methods of what it holds beyond `equals`, `hashCode` and
/// comparisons. Proxies and [Class] objects of other types are not among them.
final class BaseTypes {

    private static final Set<String> NAMES =
            Set.of(
                    "java.lang.Boolean",
                    "java.lang.Byte",
                    "java.lang.Character",
                    "java.lang.Double",
                    "java.lang.Enum",
                    "java.lang.Float",
                    "java.lang.Integer",
                    "java.lang.Long",
                    "java.lang.Number",
                    "java.lang.Object",
                    "java.lang.Short",
                    "java.lang.StackTraceElement",
                    "java.lang.String",
                    "java.lang.String$CaseInsensitiveComparator",
                    "java.lang.StringBuffer",
                    "java.lang.StringBuilder",
                    "java.lang.Void",
                    "java.lang.invoke.SerializedLambda",
                    "java.io.File",
                    "java.math.BigDecimal",
                    "java.math.BigInteger",
                    "java.math.MathContext",
                    "java.math.RoundingMode",
                    "java.net.URI",
                    "java.util.ArrayDeque",
                    "java.util.ArrayList",
                    "java.util.Arrays$ArrayList",
                    "java.util.BitSet",
                    "java.util.CollSer",
                    "java.util.Comparators$NaturalOrderComparator",
                    "java.util.Comparators$NullComparator",
                    "java.util.Currency",
                    "java.util.Date",
                    "java.util.EnumMap",
                    "java.util.EnumSet",
                    "java.util.EnumSet$SerializationProxy",
                    "java.util.HashMap",
                    "java.util.HashSet",
                    "java.util.IdentityHashMap",
                    "java.util.JumboEnumSet",
                    "java.util.LinkedHashMap",
                    "java.util.LinkedHashSet",
                    "java.util.LinkedList",
                    "java.util.Locale",
                    "java.util.Map$Entry",
                    "java.util.PriorityQueue",
                    "java.util.Random",
                    "java.util.RegularEnumSet",
                    "java.util.Stack",
                    "java.util.TreeMap",
                    "java.util.TreeSet",
                    "java.util.UUID",
                    "java.util.Vector",
                    "java.util.concurrent.ConcurrentHashMap",
                    "java.util.concurrent.ConcurrentHashMap$Segment",
                    "java.util.concurrent.ConcurrentLinkedDeque",
                    "java.util.concurrent.ConcurrentLinkedQueue",
                    "java.util.concurrent.CopyOnWriteArrayList",
                    "java.util.concurrent.TimeUnit",
                    "java.util.concurrent.locks.AbstractOwnableSynchronizer",
                    "java.util.concurrent.locks.AbstractQueuedSynchronizer",
                    "java.util.concurrent.locks.ReentrantLock",
                    "java.util.concurrent.locks.ReentrantLock$NonfairSync",
                    "java.util.concurrent.locks.ReentrantLock$Sync",
                    "java.util.concurrent.atomic.AtomicBoolean",
                    "java.util.concurrent.atomic.AtomicInteger",
                    "java.util.concurrent.atomic.AtomicIntegerArray",
                    "java.util.concurrent.atomic.AtomicLong",
                    "java.util.concurrent.atomic.AtomicLongArray",
                    "java.util.concurrent.atomic.AtomicReference");

    /// What says where a shared object is; whoever opens it has a type that is not among these.
    private static final Set<String> OF_SHARED_OBJECTS =
            Set.of("io.heddle.internal.memory.Handle", "io.heddle.internal.memory.RegionKey");

    /// Views on collections, collections that never change, single entries.
    private static final List<String> BEGINNINGS =
            List.of(
                    "java.util.Collections$",
                    "java.util.ImmutableCollections$",
                    "java.util.AbstractMap$Simple");

    private static final Set<String> PACKAGES =
            Set.of("java.time", "java.time.chrono", "java.time.temporal", "java.time.zone");

    /// Where the shared objects are.
    static final String SHARED = "io.heddle.shared";

    private BaseTypes() {}

    /// Tells whether a type, which is no array, may always be read.
    static boolean contains(Class<?> type) {
        if (isOfOurs(type)) {
            return true;
        }
        if (type.getModule() != Object.class.getModule()) {
            return false;
        }
        String name = type.getName();
        return NAMES.contains(name)
                || BEGINNINGS.stream().anyMatch(name::startsWith)
                || PACKAGES.contains(type.getPackageName())
                || Throwable.class.isAssignableFrom(type);
    }

    /// Tells whether a type is of the vocabulary, which carries tasks, chunks and failures.
    static boolean isOfOurs(Class<?> type) {
        String place = type.getPackageName();
        return isOfThisModule(type)
                && (place.equals("io.heddle")
                        || place.equals("io.heddle.spi")
                        || OF_SHARED_OBJECTS.contains(type.getName()));
    }

    /// Tells whether a type opens a shared object when it is read.
    static boolean opensShared(Class<?> type) {
        return isOfThisModule(type) && type.getPackageName().equals(SHARED);
    }

    private static boolean isOfThisModule(Class<?> type) {
        return type.getModule() == BaseTypes.class.getModule()
                && type.getClassLoader() == BaseTypes.class.getClassLoader();
    }
}
