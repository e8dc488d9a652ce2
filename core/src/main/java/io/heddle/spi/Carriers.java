package io.heddle.spi;

import io.heddle.HeddleException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The carriers of this process: the built-in ones and those of the user.
final class Carriers {

    /// Written under the lock of the class, read by anybody.
    private static volatile @Nullable List<ContextCarrier> all;

    private Carriers() {}

    static List<ContextCarrier> all() {
        List<ContextCarrier> known = all;
        return known == null ? load() : known;
    }

    private static synchronized List<ContextCarrier> load() {
        List<ContextCarrier> found = new ArrayList<>();
        found.add(new TaskContextCarrier());
        found.add(new ScopedValueCarrier());
        ClassLoader loader = ContextCarrier.class.getClassLoader();
        ServiceLoader.load(ContextCarrier.class, loader).forEach(found::add);
        Set<String> names = new HashSet<>();
        for (ContextCarrier carrier : found) {
            if (!names.add(carrier.name())) {
                throw new HeddleException(
                        "two context carriers have the same name: carrier=" + carrier.name());
            }
        }
        List<ContextCarrier> loaded = List.copyOf(found);
        all = loaded;
        return loaded;
    }

    static ContextCarrier named(String name) throws InvalidObjectException {
        for (ContextCarrier carrier : all()) {
            if (carrier.name().equals(name)) {
                return carrier;
            }
        }
        throw new InvalidObjectException(
                "no context carrier of this name is known here: carrier=%s; is its file in META-INF/services on the worker's class path?"
                        .formatted(name));
    }
}
