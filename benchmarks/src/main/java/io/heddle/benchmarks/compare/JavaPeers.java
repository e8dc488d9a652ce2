package io.heddle.benchmarks.compare;

import java.io.BufferedReader;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import net.viktorc.pp4j.impl.ProcessExecutors;
import org.jspecify.annotations.Nullable;

/// Peers that need nothing but a JVM.
final class JavaPeers {

    private JavaPeers() {}

    /// A task that does nothing, in the form that PP4J can send.
    private interface Noop extends Callable<@Nullable Object>, Serializable {}

    private static Noop noop() {
        return () -> null;
    }

    /// PP4J, a pool of Java processes behind an executor service.
    static Contestant.Side pp4jRoundTrip(int workers, int operations) throws InterruptedException {
        return new OfExecutor(ProcessExecutors.newFixedJavaProcessPool(workers)) {
            @Override
            public Round round() throws Exception {
                return roundTrip(operations);
            }
        };
    }

    static Contestant.Side pp4jPipelined(int workers, int operations) throws InterruptedException {
        return new OfExecutor(ProcessExecutors.newFixedJavaProcessPool(workers)) {
            @Override
            public Round round() throws Exception {
                List<Future<?>> futures = new ArrayList<>(operations);
                long begin = System.nanoTime();
                for (int i = 0; i < operations; i++) {
                    futures.add(executor.submit(noop()));
                }
                for (Future<?> future : futures) {
                    future.get();
                }
                long nanos = System.nanoTime() - begin;
                return Round.of(operations * Round.NANOS_PER_SECOND / nanos);
            }
        };
    }

    /// Threads of this process: what can be reached with nothing to isolate.
    static Contestant.Side threadRoundTrip(int workers, int operations) {
        return new OfExecutor(Executors.newFixedThreadPool(workers)) {
            @Override
            public Round round() throws Exception {
                return roundTrip(operations);
            }
        };
    }

    private abstract static class OfExecutor implements Contestant.Side {

        final ExecutorService executor;

        OfExecutor(ExecutorService executor) {
            this.executor = executor;
        }

        Round roundTrip(int operations) throws Exception {
            long[] nanos = new long[operations];
            for (int i = 0; i < operations; i++) {
                long begin = System.nanoTime();
                executor.submit(noop()).get();
                nanos[i] = System.nanoTime() - begin;
            }
            return new Round(
                    Arrays.stream(nanos).sum() / Round.NANOS_PER_MICRO / operations, nanos);
        }

        @Override
        public void close() throws InterruptedException {
            executor.shutdown();
            if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        }
    }

    /// A plain `java Hello`, until its only line is here, or until its end.
    static Contestant.Side javaHello(int starts, boolean untilEnd, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", ownJar(), Hello.class.getName()));
        return () -> {
            long nanos = 0;
            for (int i = 0; i < starts; i++) {
                long begin = System.nanoTime();
                Process process =
                        new ProcessBuilder(command)
                                .redirectError(ProcessBuilder.Redirect.INHERIT)
                                .start();
                try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                    if (!"hello".equals(lines.readLine())) {
                        throw new IllegalStateException("java Hello did not say hello");
                    }
                    long hello = System.nanoTime();
                    process.waitFor();
                    nanos += (untilEnd ? System.nanoTime() : hello) - begin;
                }
            }
            return Round.of(nanos / Round.NANOS_PER_MILLI / starts);
        };
    }

    /// The jar or folder with [Hello] alone on the class path: nothing else is to be searched.
    private static String ownJar() {
        return Path.of(Hello.class.getProtectionDomain().getCodeSource().getLocation().getPath())
                .toString();
    }

    /// What no way there and back can do without: one copy of the bytes each way, between arrays that
    /// exist already.
    static Contestant.Side twoCopies(int size, int operations) {
        byte[] data = new byte[size];
        new Random(1).nextBytes(data);
        byte[] there = new byte[size];
        byte[] back = new byte[size];
        return () -> {
            long begin = System.nanoTime();
            for (int i = 0; i < operations; i++) {
                System.arraycopy(data, 0, there, 0, size);
                System.arraycopy(there, 0, back, 0, size);
            }
            long nanos = System.nanoTime() - begin;
            if (!Arrays.equals(back, data)) {
                throw new IllegalStateException("wrong bytes");
            }
            return Round.of(nanos / Round.NANOS_PER_MILLI / operations);
        };
    }
}
