package io.heddle;

import io.heddle.spi.ActiveStrands;
import io.heddle.spi.CapturedContext;
import io.heddle.spi.Enclosure;
import io.heddle.spi.Engine;
import io.heddle.spi.PoolSpec;
import io.heddle.spi.StrandSpec;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the engines, none of which is known by name here.
final class Engines {

    private static final Map<Kind, Engine> BY_KIND = load();

    private Engines() {}

    private static Map<Kind, Engine> load() {
        Map<Kind, Engine> found = new EnumMap<>(Kind.class);
        for (Engine engine : ServiceLoader.load(Engine.class, Engine.class.getClassLoader())) {
            engine.kinds().forEach(kind -> found.putIfAbsent(kind, engine));
        }
        return found;
    }

    static TaskPool open(PoolSpec spec) {
        TaskPool pool = engine(spec.kind()).open(spec);
        Enclosure.adopt(new PoolDependent(pool));
        return pool;
    }

    static <T extends @Nullable Object> Strand<T> strand(StrandSpec spec, Task<T> task) {
        return engine(spec.kind()).strand(spec, CapturedContext.now().around(task));
    }

    static List<Strand<?>> active() {
        Stream<Strand<?>> ofEngines =
                Set.copyOf(BY_KIND.values()).stream()
                        .<Strand<?>>flatMap(engine -> engine.active().stream())
                        .sorted(Comparator.comparingLong(TaskFuture::id));
        return Stream.concat(ofEngines, ActiveStrands.all()).toList();
    }

    static Engine engine(Kind kind) {
        Engine engine = BY_KIND.get(kind);
        if (engine == null) {
            throw new HeddleException(
                    "no engine runs this kind of work: kind=%s known=%s; is META-INF/services of heddle-core on the class path?"
                            .formatted(kind, BY_KIND.keySet()));
        }
        return engine;
    }
}
