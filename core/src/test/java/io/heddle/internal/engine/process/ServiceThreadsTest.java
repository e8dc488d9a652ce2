package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.TaskPool;
import io.heddle.internal.wire.Frame;
import io.heddle.spi.ServiceThreads;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Threads that serve the whole process hold on to nothing of those who were the first to need them, such as
/// the class loader of a web application that is unloaded later.
@ExtendWith(NoLeftovers.class)
class ServiceThreadsTest {

    private static final InheritableThreadLocal<String> OF_USER = new InheritableThreadLocal<>();

    @TempDir Path folder;

    @Test
    void threadTakesNothingOverFromWhoMakesIt() throws Exception {
        Thread self = Thread.currentThread();
        ClassLoader own = self.getContextClassLoader();
        CompletableFuture<String> seen = new CompletableFuture<>();
        try (URLClassLoader loader = new URLClassLoader(new URL[0])) {
            self.setContextClassLoader(loader);
            OF_USER.set("secret");
            Thread made =
                    ServiceThreads.named("heddle-test")
                            .start(() -> seen.complete(String.valueOf(OF_USER.get())));

            assertThat(made.getContextClassLoader()).isSameAs(ClassLoader.getSystemClassLoader());
            assertThat(made.isDaemon()).isTrue();
            assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("null");
            made.join();
        } finally {
            OF_USER.remove();
            self.setContextClassLoader(own);
        }
    }

    /// Uses Heddle from a thread with a class loader of its own, in all ways that make such threads.
    static final class Program {

        private static final Set<String> NAMES =
                Set.of(
                        "heddle-clock",
                        "heddle-keeps-program-alive",
                        "heddle-classes",
                        "heddle-listener",
                        "heddle-launcher",
                        "heddle-flusher");

        private Program() {}

        /// Begins.
        public static void main(String[] arguments) throws Exception {
            Thread.currentThread().setContextClassLoader(new URLClassLoader(new URL[0]));
            byte[] moreThanASocketTakes = new byte[16 << 20];
            CompletableFuture<Frame> answer = new CompletableFuture<>();
            LoaderFiles.answer(Frame.filesWanted(1, 0, "nothing", false), answer::complete);
            answer.get(20, TimeUnit.SECONDS);
            try (TaskPool pool = TaskPool.processes(1)) {
                pool.submit(() -> moreThanASocketTakes.length).get();
                pool.submit(() -> Probe.waitForEver());
                System.out.println("threads " + new TreeSet<>(namesOfServants()));
                pool.shutdownNow();
            }
        }

        private static Set<String> namesOfServants() {
            Set<String> found = new TreeSet<>();
            for (Thread thread : Thread.getAllStackTraces().keySet()) {
                if (NAMES.contains(thread.getName())) {
                    boolean ofSystem =
                            thread.getContextClassLoader() == ClassLoader.getSystemClassLoader();
                    found.add(thread.getName() + (ofSystem ? "" : " with a loader of the user"));
                }
            }
            return found;
        }
    }

    @Test
    @Tag("slow")
    void noServantHasTheClassLoaderOfWhoUsedHeddleFirst() throws Exception {
        List<String> bySocket =
                List.of("-Dheddle.wire=socket"); // one thread is for what it cannot take
        try (ParentProgram program = ParentProgram.startWith(bySocket, folder, Program.class)) {
            assertThat(program.awaitExit()).as(program::errors).isZero();
            assertThat(program.stdout())
                    .contains(
                            "threads [heddle-classes, heddle-clock, heddle-flusher,"
                                    + " heddle-keeps-program-alive, heddle-launcher, heddle-listener]");
            program.awaitNothingLeft();
        }
    }
}
