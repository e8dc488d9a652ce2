package io.heddle.cluster;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// A worker in a process of its own, for tests that kill it: says READY, leaves politely when told so, and at once
/// when its input ends.
final class WorkerProgram {

    /// After so much silence a worker of a test is taken for dead.
    static final Duration SILENCE = Duration.ofSeconds(2);

    private WorkerProgram() {}

    static ClusterOptions options(int port) {
        return Invitation.secret()
                .port(port)
                .taskRetryInterval(SILENCE)
                .memberTimeToLive(SILENCE)
                .responseTimeout(Duration.ofSeconds(4));
    }

    static void main(String[] arguments) throws Exception {
        ClusterOptions options = options(Integer.parseInt(arguments[0])).memberName(arguments[1]);
        try (ClusterWorker worker = ClusterWorker.start(options, Integer.parseInt(arguments[2]));
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println("READY");
            if ("leave".equals(in.readLine())) {
                worker.leave();
            }
        }
        System.exit(0);
    }

    /// Starts one and waits until it is ready.
    static Started start(int port, String name, int workers) throws Exception {
        return start(port, name, workers, System.getProperty("java.class.path"));
    }

    static Started start(int port, String name, int workers, String classPath) throws Exception {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        System.getProperty("java.home") + "/bin/java",
                                        "-Xmx128m",
                                        "-XX:TieredStopAtLevel=1",
                                        "-XX:+UseSerialGC",
                                        "-cp",
                                        classPath,
                                        WorkerProgram.class.getName(),
                                        Integer.toString(port),
                                        name,
                                        Integer.toString(workers)))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader out = process.inputReader();
        for (String line = out.readLine(); !"READY".equals(line); line = out.readLine()) {
            if (line == null) {
                throw new AssertionError("a worker of a test ended: exit=" + process.waitFor());
            }
        }
        return new Started(process, name);
    }

    /// A worker that was started.
    record Started(Process process, String name) {

        void signal(String which) throws Exception {
            int exit =
                    new ProcessBuilder("kill", "-" + which, Long.toString(process.pid()))
                            .start()
                            .waitFor();
            if (exit != 0) {
                throw new AssertionError("kill -" + which + " failed: " + exit);
            }
        }

        void leave() throws Exception {
            process.getOutputStream().write("leave\n".getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().flush();
        }

        /// Ends it, whatever it does just now.
        void end() throws Exception {
            if (process.isAlive()) {
                signal("CONT");
            }
            process.getOutputStream().close();
            if (!process.waitFor(Duration.ofSeconds(10))) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
