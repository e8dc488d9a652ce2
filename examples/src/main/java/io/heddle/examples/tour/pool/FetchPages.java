package io.heddle.examples.tour.pool;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.heddle.Futures;
import io.heddle.TaskFuture;
import io.heddle.TaskOptions;
import io.heddle.TaskPool;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/// Web pages side by side.
@Shows(
        id = "executor.fetch-pages",
        title =
                "Fetch several web pages at once, those of --with or some of our own; one is missing",
        python =
                "A ThreadPoolExecutor that submits urllib.request.urlopen for each URL, and as_completed"
                        + " with try and except around result.")
public final class FetchPages implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        if (!stage.given().isEmpty()) {
            Map<String, String> seen = fetch(stage, stage.given());
            stage.equal(stage.given().size(), seen.size(), "pages with an outcome");
            return;
        }
        InetAddress here = InetAddress.getLoopbackAddress();
        HttpServer server = HttpServer.create(new InetSocketAddress(here, 0), 0);
        server.createContext("/", FetchPages::answer);
        server.start();
        try {
            String site = "http://localhost:" + server.getAddress().getPort();
            Stream<String> pages = Stream.of("/warp", "/weft-and-warp", "/gone", "/shed");
            Map<String, String> seen = fetch(stage, pages.map(page -> site + page).toList());
            stage.equal("500 bytes", seen.get(site + "/warp"), "a page");
            stage.equal("1400 bytes", seen.get(site + "/weft-and-warp"), "a longer page");
            stage.equal("FileNotFoundException", seen.get(site + "/gone"), "the missing page");
            stage.equal("500 bytes", seen.get(site + "/shed"), "the page behind it");
        } finally {
            server.stop(0);
        }
    }

    private static Map<String, String> fetch(Stage stage, List<String> urls) throws Exception {
        Map<String, String> seen = new TreeMap<>();
        try (TaskPool pool = TaskPool.coroutines()) {
            List<TaskFuture<Integer>> pages = new ArrayList<>();
            for (String url : urls) {
                pages.add(pool.submit(TaskOptions.named(url), () -> length(URI.create(url))));
            }
            for (TaskFuture<Integer> page : Futures.asCompleted(pages)) {
                try {
                    seen.put(page.name(), page.get() + " bytes");
                } catch (ExecutionException e) {
                    seen.put(page.name(), page.exceptionNow().getClass().getSimpleName());
                }
                stage.say("%s: %s", page.name(), seen.get(page.name()));
            }
        }
        return seen;
    }

    private static int length(URI page) throws IOException {
        try (var in = page.toURL().openStream()) {
            return in.readAllBytes().length;
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] page = new byte[100 * path.length()];
        exchange.sendResponseHeaders(path.equals("/gone") ? 404 : 200, page.length);
        exchange.getResponseBody().write(page);
        exchange.close();
    }
}
