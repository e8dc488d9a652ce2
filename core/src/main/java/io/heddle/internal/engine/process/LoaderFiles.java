package io.heddle.internal.engine.process;

import io.heddle.internal.wire.Frame;
import io.heddle.spi.ClassOrigins;
import io.heddle.spi.Payload;
import io.heddle.spi.ServiceThreads;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Answers the questions of workers for classes and resources that only loaders of this process know.
///
/// A loader may be code of a user and take its time, so that neither an attendant nor anybody else who has
/// something better to do asks it. Every question is answered; a loader that fails knows nothing.
final class LoaderFiles {

    private static final System.Logger LOG = System.getLogger("io.heddle");
    private static final int IDLE_SECONDS = 5;
    private static final Payload NOTHING = Payload.of(new byte[0]);

    /// More than the threads of all workers that ask at once, unless one of them is up to no good.
    private static final int MOST_THREADS = 1_000;

    /// As many threads as there are open questions, so that a loader that hangs keeps nobody from asking
    /// another one. They end when nobody asks.
    private static final ThreadPoolExecutor ANSWERING =
            new ThreadPoolExecutor(
                    0,
                    MOST_THREADS,
                    IDLE_SECONDS,
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    ServiceThreads.named("heddle-classes").factory());

    private LoaderFiles() {}

    /// Answers a question some time later.
    ///
    /// @param question a frame of type FILES_WANTED
    /// @param reply takes the answer
    static void answer(Frame question, Consumer<Frame> reply) {
        try {
            ANSWERING.execute(() -> reply.accept(answer(question)));
        } catch (RejectedExecutionException | OutOfMemoryError e) { // too many, or no thread
            reply.accept(reply(question, List.of()));
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a worker's question for a class cannot be answered: file=" + question.text(),
                    e);
        }
    }

    private static Frame answer(Frame question) {
        return reply(question, find(question.number(), question.text(), question.flag()));
    }

    private static Frame reply(Frame question, List<byte[]> found) {
        Payload files = new Payload(NOTHING.main(), found);
        return new Frame(Frame.Type.FILES, false, question.id(), 0, files);
    }

    private static List<byte[]> find(long origin, String name, boolean all) {
        ClassLoader loader = ClassOrigins.loader(origin);
        if (loader == null) {
            return List.of();
        }
        try {
            return all ? readAll(loader, name) : read(loader.getResource(name));
        } catch (IOException | RuntimeException | Error e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "a class loader failed that a worker needs: loader=%s file=%s"
                            .formatted(loader.getClass().getName(), name),
                    e);
            return List.of();
        }
    }

    private static List<byte[]> readAll(ClassLoader loader, String name) throws IOException {
        List<byte[]> files = new ArrayList<>();
        Iterator<URL> urls = Collections.list(loader.getResources(name)).iterator();
        while (urls.hasNext() && files.size() < Frame.MOST_ATTACHMENTS) {
            files.addAll(read(urls.next()));
        }
        return files;
    }

    /// Without the cache of the JDK, which would keep the user's jars open.
    private static List<byte[]> read(@Nullable URL url) throws IOException {
        if (url == null) {
            return List.of();
        }
        URLConnection connection = url.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            return List.of(in.readAllBytes());
        }
    }
}
