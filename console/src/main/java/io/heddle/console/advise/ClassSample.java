package io.heddle.console.advise;

import io.heddle.Task;
import io.heddle.TaskOptions;
import io.heddle.TaskOutput;
import io.heddle.TaskPool;
import io.heddle.TaskSerializationException;
import io.heddle.TaskTimeoutException;
import io.heddle.WorkerDiedException;
import io.heddle.monitor.Advice;
import io.heddle.monitor.Effort;
import java.io.File;
import java.io.Serializable;
import java.lang.management.CompilationMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/// A class of the user, which is measured in a process of its own: it may spin for ever, end its JVM or print.
///
/// @param classPath where it and what it needs is; folders and jars
/// @param type its name
/// @param arguments what its main method is given
record ClassSample(List<String> classPath, String type, List<String> arguments) {

    private static final Duration GRACE = Duration.ofMillis(200);
    private static final double MUCH_ELSEWHERE = 0.5;

    /// Runs it some times and advises.
    ///
    /// @param limit how long all of that may take
    Finding measure(Duration limit) throws SampleException, InterruptedException {
        for (String entry : classPath) {
            if (!Files.exists(Path.of(entry))) {
                throw new SampleException(
                        "there is nothing at an entry of the class path: entry=" + entry);
            }
        }
        try (TaskPool pool =
                TaskPool.ofProcesses()
                        .name("sample")
                        .workers(1)
                        .interruptGrace(GRACE)
                        .terminateGrace(GRACE)
                        .output(TaskOutput.discard())
                        .build()) {
            Outcome outcome =
                    pool.submit(TaskOptions.named(type).timeout(limit), new Run(this)).get();
            if (outcome.advice == null) {
                throw new SampleException(outcome.problem);
            }
            return Finding.of(type, outcome.advice, outcome.notes);
        } catch (ExecutionException e) {
            throw new SampleException(reason(e.getCause() == null ? e : e.getCause(), limit));
        }
    }

    private String reason(Throwable cause, Duration limit) {
        return switch (cause) {
            case TaskTimeoutException _ ->
                    "the sample was still running after %s s: sample=%s; it runs several times, so give it more time"
                                    .formatted(limit.toMillis() / 1000.0, type)
                            + " by --limit, or less to do";
            case WorkerDiedException death when isExit(death) ->
                    "the sample ends its JVM: sample=%s %s; measure it as a program: heddle advise -- java -cp %s %s"
                            .formatted(
                                    type, death.death().hint(), String.join(":", classPath), type);
            case WorkerDiedException death ->
                    "the process of the sample died: sample=%s %s"
                            .formatted(type, death.getMessage());
            case TaskSerializationException _ ->
                    "the sample could not be measured: sample=%s %s"
                            .formatted(type, cause.getMessage());
            default -> "the sample could not be measured: sample=%s %s".formatted(type, cause);
        };
    }

    private static boolean isExit(WorkerDiedException death) {
        return death.death().kind() == WorkerDiedException.Kind.EXIT;
    }

    /// What comes back from the process.
    private record Outcome(@Nullable Advice advice, String problem, List<String> notes)
            implements Serializable {
        static Outcome wrong(String problem) {
            return new Outcome(null, problem, List.of());
        }
    }

    /// Gives the sample the Heddle that measures it, and nothing else that this command is made of: it has libraries of its
    /// own, or finds out that it has not.
    private static final class HeddleOnly extends ClassLoader {

        private static final String HEDDLE = "io.heddle.";
        private static final String COMMAND = "io.heddle.console.";

        HeddleOnly() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith(HEDDLE) && !name.startsWith(COMMAND)) {
                return Class.forName(name, false, ClassSample.class.getClassLoader());
            }
            throw new ClassNotFoundException(name);
        }
    }

    /// What happens in the process.
    private record Run(List<String> classPath, String type, List<String> arguments)
            implements Task<Outcome> {

        Run(ClassSample sample) {
            this(sample.classPath, sample.type, sample.arguments);
        }

        @Override
        public Outcome call() throws Exception {
            URL[] urls = new URL[classPath.size()];
            for (int i = 0; i < urls.length; i++) {
                urls[i] = url(classPath.get(i));
            }
            try (URLClassLoader loader = new URLClassLoader(urls, new HeddleOnly())) {
                Class<?> found = Class.forName(type, true, loader);
                return measured(task(found, loader));
            } catch (ClassNotFoundException e) {
                return Outcome.wrong(
                        "there is no such class: class=%s class-path=%s"
                                .formatted(type, String.join(File.pathSeparator, classPath)));
            } catch (NoSuchMethodException e) {
                return Outcome.wrong(
                        "the class is no sample: class=%s; it needs a main method, as the java command takes it, or to be a Task, Callable or"
                                        .formatted(type)
                                + " Runnable with a constructor that takes nothing");
            } catch (LinkageError | ReflectiveOperationException e) {
                return Outcome.wrong(
                        "the class cannot be used: class=%s reason=%s".formatted(type, e));
            }
        }

        private static URL url(String entry) throws MalformedURLException {
            return Path.of(entry).toUri().toURL();
        }

        private Task<?> task(Class<?> found, ClassLoader loader)
                throws ReflectiveOperationException {
            Task<?> main = MainMethod.of(found, arguments);
            if (main != null) {
                return within(loader, main);
            }
            if (!Callable.class.isAssignableFrom(found)
                    && !Runnable.class.isAssignableFrom(found)) {
                throw new NoSuchMethodException();
            }
            var constructor = found.getDeclaredConstructor();
            constructor.setAccessible(true);
            Object made = constructor.newInstance();
            return within(
                    loader,
                    () -> {
                        if (made instanceof Callable<?> callable) {
                            return callable.call();
                        }
                        ((Runnable) made).run();
                        return true;
                    });
        }

        private static Task<?> within(ClassLoader loader, Task<?> task) {
            return () -> {
                Thread.currentThread().setContextClassLoader(loader);
                return task.call();
            };
        }

        private Outcome measured(Task<?> task) throws InterruptedException {
            try {
                var _ =
                        Advice.on(
                                () -> ""); // or else its classes would be loaded on the time of the
                // sample
                long elapsed = System.nanoTime();
                Duration before = programTime();
                Advice advice = Advice.on(task);
                double whole = programTime().minus(before).toNanos();
                elapsed = System.nanoTime() - elapsed;
                return new Outcome(advice, "", notes(advice, whole, elapsed));
            } catch (ExecutionException e) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                return Outcome.wrong(
                        "the sample fails, and only one that succeeds can be measured: sample=%s %s%s"
                                .formatted(type, cause, place(cause)));
            }
        }

        private static String place(Throwable cause) {
            StackTraceElement[] stack = cause.getStackTrace();
            return stack.length == 0 ? "" : " at " + stack[0];
        }

        /// What the process has computed so far, but for the compilers and collectors of the JVM.
        private static Duration programTime() {
            Duration all = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
            CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
            long jvm = compiler == null ? 0 : compiler.getTotalCompilationTime();
            for (GarbageCollectorMXBean collector :
                    ManagementFactory.getGarbageCollectorMXBeans()) {
                jvm += Math.max(0, collector.getCollectionTime());
            }
            return all.minusMillis(jvm);
        }
    }

    /// Says what was seen besides. The JVM works in other threads as well, so only much counts.
    ///
    /// @param advice what was measured
    /// @param processNanos how long the whole program has computed meanwhile
    /// @param elapsed how long that took, in nanoseconds
    static List<String> notes(Advice advice, double processNanos, long elapsed) {
        Effort alone = advice.alone();
        double own =
                alone.computing().toNanos()
                        + (advice.isComparedWithOthers()
                                ? advice.together().computing().toNanos()
                                : 0);
        // what is long is measured at its first run, and has none before
        double warmUp = alone.runs() == 1 ? 0 : alone.computing().toNanos() / (double) alone.runs();
        return processNanos - own - warmUp > MUCH_ELSEWHERE * elapsed
                ? List.of(
                        "it computes in other threads too, which its own waits for: what was measured is that one only")
                : List.of();
    }
}
