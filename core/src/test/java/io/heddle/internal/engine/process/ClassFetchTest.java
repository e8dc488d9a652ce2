package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.Task;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.TaskSerializationException;
import io.heddle.TaskTimeoutException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// A class that only a loader of the parent knows is asked from the parent.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class ClassFetchTest {

    private static final String SOURCE =
            """
            package plugin;

            import io.heddle.Task;
            import java.util.function.IntFunction;

            /** Makes tasks; each number is another one. */
            public class Plugin implements IntFunction<Task<?>> {
                public record Answer(int value) implements java.io.Serializable {}

                public static class Proxied implements java.lang.reflect.InvocationHandler, java.io.Serializable {
                    public Object invoke(Object proxy, java.lang.reflect.Method m, Object[] a) {
                        return "by proxy";
                    }
                }

                public interface Named extends java.io.Serializable { String name(); }

                static class Deep { static int value() { return Deeper.VALUE; } }
                static class Deeper { static final int VALUE = Integer.parseInt("VERSION"); }

                @Override
                public Task<?> apply(int which) {
                    return switch (which) {
                        case 0 -> () -> Deep.value();
                        case 1 -> () -> new Answer(Deep.value());
                        case 2 -> () -> new Answer[] {new Answer(1)};
                        case 3 -> () -> new String(
                            Plugin.class.getResourceAsStream("text.txt").readAllBytes());
                        case 4 -> () -> Thread.currentThread().getContextClassLoader()
                            .getResource("plugin/none.txt");
                        case 5 -> () -> java.lang.reflect.Proxy.newProxyInstance(
                            Plugin.class.getClassLoader(), new Class<?>[] {Named.class}, new Proxied());
                        case 6 -> () -> Plugin.class.getClassLoader().resources("plugin/text.txt").count();
                        case 7 -> {
                            int captured = which;
                            yield () -> { throw new IllegalStateException(new Problem(captured)); };
                        }
                        case 8 -> () -> java.util.stream.IntStream.range(0, 8).parallel()
                            .mapToObj(n -> new Answer(n)).toList();
                        case 9 -> () -> (IntFunction<String> & java.io.Serializable) n -> "n";
                        default -> throw new IllegalArgumentException();
                    };
                }

                public static class Problem extends Exception {
                    public Problem(int n) { super("problem " + n); }
                }
            }
            """;

    @TempDir static Path shared;
    private static Path one;
    private static Path two;

    @BeforeAll
    static void compilePlugins() throws Exception {
        one = plugin(1);
        two = plugin(2);
    }

    private static Path plugin(int version) throws IOException {
        Path folder =
                UserProgram.compile(
                        shared.resolve("version-" + version),
                        Map.of("plugin/Plugin.java", SOURCE.replace("VERSION", "" + version)));
        Files.writeString(folder.resolve("plugin/text.txt"), "text " + version);
        return folder;
    }

    /// Finds the classes in a folder, and does something else first if a test wants that.
    private static class PluginLoader extends ClassLoader {

        private final Path folder;

        PluginLoader(Path folder) {
            super("plugin", ClassFetchTest.class.getClassLoader());
            this.folder = folder;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try {
                byte[] bytes =
                        Files.readAllBytes(folder.resolve(name.replace('.', '/') + ".class"));
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }

        @Override
        protected @Nullable URL findResource(String name) {
            Path file = folder.resolve(name);
            try {
                return Files.exists(file) ? file.toUri().toURL() : null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        protected java.util.Enumeration<URL> findResources(String name) {
            URL url = findResource(name);
            return java.util.Collections.enumeration(url == null ? List.of() : List.of(url));
        }
    }

    private static Task<?> task(ClassLoader loader, int which) throws Exception {
        @SuppressWarnings("unchecked")
        IntFunction<Task<?>> plugin =
                (IntFunction<Task<?>>)
                        loader.loadClass("plugin.Plugin").getConstructor().newInstance();
        return plugin.apply(which);
    }

    @Test
    void classesThatTheTaskNeedsAreAskedForAsTheyAreNeeded() throws Exception {
        try (TaskPool pool = Probe.briefPool(1)) {
            assertThat((Object) Probe.resultOf(pool.submit(task(new PluginLoader(one), 0))))
                    .isEqualTo(1);
        }
    }

    @Test
    void resultIsOfTheVeryClassThatTheParentKnows() throws Exception {
        PluginLoader loader = new PluginLoader(one);
        Class<?> answer = loader.loadClass("plugin.Plugin$Answer");
        try (TaskPool pool = Probe.briefPool(1)) {
            assertThat((Object) Probe.resultOf(pool.submit(task(loader, 1)))).isInstanceOf(answer);
            assertThat((Object) Probe.resultOf(pool.submit(task(loader, 2))))
                    .isInstanceOf(answer.arrayType());
        }
    }

    @Test
    void failureIsOfTheVeryClassThatTheParentKnows() throws Exception {
        PluginLoader loader = new PluginLoader(one);
        try (TaskPool pool = Probe.briefPool(1)) {
            Throwable failure = Probe.failureOf(pool.submit(task(loader, 7)));

            assertThat(failure).isInstanceOf(IllegalStateException.class);
            assertThat(failure.getCause())
                    .isInstanceOf(loader.loadClass("plugin.Plugin$Problem"))
                    .hasMessage("problem 7");
        }
    }

    @Test
    void proxyOfAnInterfaceThatOnlyALoaderKnowsComesBack() throws Exception {
        PluginLoader loader = new PluginLoader(one);
        try (TaskPool pool = Probe.briefPool(1)) {
            Object proxy = Probe.resultOf(pool.submit(task(loader, 5)));

            Class<?> named = loader.loadClass("plugin.Plugin$Named");
            assertThat(named.getMethod("name").invoke(named.cast(proxy))).isEqualTo("by proxy");
        }
    }

    @Test
    void classesOfOneNameFromTwoLoadersAreTwo() throws Exception {
        PluginLoader first = new PluginLoader(one);
        PluginLoader second = new PluginLoader(two);
        try (TaskPool pool = Probe.briefPool(1)) {
            for (int i = 0; i < 2; i++) {
                assertThat((Object) Probe.resultOf(pool.submit(task(first, 0)))).isEqualTo(1);
                assertThat((Object) Probe.resultOf(pool.submit(task(second, 0)))).isEqualTo(2);
            }
            Object answer = Probe.resultOf(pool.submit(task(second, 1)));
            assertThat(answer).isInstanceOf(second.loadClass("plugin.Plugin$Answer"));
        }
    }

    @Test
    void resourcesComeAlong() throws Exception {
        PluginLoader loader = new PluginLoader(one);
        try (TaskPool pool = Probe.briefPool(1)) {
            assertThat((Object) Probe.resultOf(pool.submit(task(loader, 3)))).isEqualTo("text 1");
            assertThat((Object) Probe.resultOf(pool.submit(task(loader, 4)))).isNull();
            assertThat((Object) Probe.resultOf(pool.submit(task(loader, 6)))).isEqualTo(1L);
        }
    }

    @Test
    void manyThreadsOfATaskMayNeedClassesAtOnce() throws Exception {
        try (TaskPool pool = Probe.briefPool(2)) {
            List<? extends Future<?>> futures =
                    List.of(
                            pool.submit(task(new PluginLoader(one), 8)),
                            pool.submit(task(new PluginLoader(two), 8)));
            for (Future<?> future : futures) {
                assertThat((List<?>) Probe.resultOf(future)).hasSize(8);
            }
        }
    }

    @Test
    void classThatIsNowhereFailsItsTaskAlone() throws Exception {
        PluginLoader secretive =
                new PluginLoader(one) {
                    @Override
                    protected @Nullable URL findResource(String name) {
                        return null;
                    }
                };
        try (TaskPool pool = Probe.briefPool(1)) {
            TaskSerializationException failure =
                    Probe.failureOf(
                            pool.submit(task(secretive, 0)), TaskSerializationException.class);

            assertThat(failure).hasMessageContaining("plugin.Plugin");
            assertThat(Probe.resultOf(pool.submit(() -> 42))).isEqualTo(42);
            assertThat(pool.snapshot().restarts()).isZero();
        }
    }

    @Test
    void loaderThatFailsFailsItsTaskAlone() throws Exception {
        PluginLoader broken =
                new PluginLoader(one) {
                    @Override
                    protected URL findResource(String name) {
                        throw new StackOverflowError("on purpose");
                    }
                };
        try (TaskPool pool = Probe.briefPool(1)) {
            Probe.failureOf(pool.submit(task(broken, 0)), TaskSerializationException.class);

            assertThat(Probe.resultOf(pool.submit(() -> 42))).isEqualTo(42);
        }
    }

    /// A loader that never answers: its tasks wait within their limits, and nobody else does.
    @Test
    void loaderThatHangsHoldsUpItsOwnTasksOnly() throws Exception {
        HangingLoader hanging = new HangingLoader(one);
        PluginLoader good = new PluginLoader(two);
        TaskOptions limited = TaskOptions.defaults().timeout(Duration.ofMillis(500));
        try (TaskPool pool = Probe.briefPool(2)) {
            for (int i = 0; i < 5; i++) {
                Future<?> stuck = pool.submit(limited, task(hanging, 0));

                assertThat((Object) Probe.resultOf(pool.submit(task(good, 0)))).isEqualTo(2);
                Probe.failureOf(stuck, TaskTimeoutException.class);
            }
            assertThat(Probe.resultOf(pool.submit(() -> 42))).isEqualTo(42);
        } finally {
            hanging.release();
        }
    }

    /// Waits until it is released when it is asked for a class file.
    private static class HangingLoader extends PluginLoader {

        private volatile boolean released;

        HangingLoader(Path folder) {
            super(folder);
        }

        void release() {
            released = true;
        }

        @Override
        protected @Nullable URL findResource(String name) {
            while (!released) {
                LockSupport.parkNanos(1_000_000);
            }
            return super.findResource(name);
        }
    }

    @Test
    void poolKeepsNoLoaderAlive() throws Exception {
        try (TaskPool pool = Probe.briefPool(1)) {
            WeakReference<ClassLoader> loader = useOnce(pool);

            await().atMost(Duration.ofSeconds(Probe.PATIENCE_SECONDS))
                    .until(() -> {
                        System.gc();
                        return loader.refersTo(null);
                    });
        }
    }

    private static WeakReference<ClassLoader> useOnce(TaskPool pool) throws Exception {
        PluginLoader loader = new PluginLoader(one);
        for (int which : new int[] {0, 1, 3, 7, 9}) {
            try {
                var _ = (Object) Probe.resultOf(pool.submit(task(loader, which)));
            } catch (java.util.concurrent.ExecutionException e) {
                // one of them fails
            }
        }
        return new WeakReference<>(loader);
    }

    /// The parents of tests that kill one.
    static final class Parent {

        private Parent() {}

        /// Submits a task whose class is never delivered.
        public static void main(String[] arguments) throws Exception {
            HangingLoader hanging =
                    new HangingLoader(Path.of(arguments[0])) {
                        @Override
                        protected @Nullable URL findResource(String name) {
                            System.out.println("asked");
                            return super.findResource(name);
                        }
                    };
            Probe.briefPool(1).submit(task(hanging, 0)).get();
        }
    }

    @Test
    @Tag("fault-21")
    void workerThatWaitsForAClassEndsWithItsParent(@TempDir Path folder) throws Exception {
        try (ParentProgram parent = ParentProgram.start(folder, Parent.class, one.toString())) {
            parent.awaitLine("asked");

            parent.kill();

            parent.awaitNothingLeft();
        }
    }
}
