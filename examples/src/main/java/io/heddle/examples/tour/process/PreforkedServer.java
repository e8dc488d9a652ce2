package io.heddle.examples.tour.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.supervision.PreforkServer;
import java.io.IOException;
import java.net.URI;
import java.net.URLConnection;
import java.util.Set;
import java.util.TreeSet;

/// A server of several processes.
@Shows(
        id = "process.prefork-server",
        title = "A parent listens, its children answer; one is killed and replaced",
        python =
                "os.fork in a loop after listen, and accept in each child, as Apache does it; servers such"
                        + " as gunicorn add the parent that restarts what has died.")
public final class PreforkedServer implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        // tag::prefork[]
        PreforkServer server =
                PreforkServer.ofHttp(
                                exchange -> {
                                    String pid = Long.toString(ProcessHandle.current().pid());
                                    exchange.sendResponseHeaders(200, pid.length());
                                    exchange.getResponseBody().write(pid.getBytes(UTF_8));
                                })
                        .workers(3)
                        .start();
        // end::prefork[]
        try (server) {
            URI address = URI.create("http://localhost:" + server.address().getPort() + "/");
            Set<String> before = ask(stage, address);
            stage.check(before.size() > 1, "several children answer: " + before);

            String victim = before.iterator().next();
            ProcessHandle process = ProcessHandle.of(Long.parseLong(victim)).orElseThrow();
            process.destroyForcibly();
            stage.say("child %s is killed", victim);
            process.onExit().join();
            stage.becomes("three children are up again", () -> living(server) == 3);

            Set<String> after = ask(stage, address);
            stage.check(!after.contains(victim), "all requests are answered, by " + after);
            stage.check(!before.containsAll(after), "by a new child too");
        }
    }

    private static long living(PreforkServer server) {
        return server.snapshot().workers().stream()
                .filter(worker ->
                        ProcessHandle.of(worker.pid()).filter(ProcessHandle::isAlive).isPresent())
                .count();
    }

    private static Set<String> ask(Stage stage, URI address) throws IOException {
        Set<String> pids = new TreeSet<>();
        for (int i = 0; i < 12; i++) {
            URLConnection connection = address.toURL().openConnection();
            connection.setRequestProperty("Connection", "close"); // the next one may go to another
            try (var in = connection.getInputStream()) {
                String pid = new String(in.readAllBytes(), UTF_8);
                if (pids.add(pid)) {
                    stage.say("answered by %s", pid);
                }
            }
        }
        return pids;
    }
}
