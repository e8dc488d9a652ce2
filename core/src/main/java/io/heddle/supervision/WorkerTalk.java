package io.heddle.supervision;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// What the parent of a prefork server says to one worker and hears from it, on a socket of their own. [WorkerTask] has
/// the words.
final class WorkerTalk {

    private static final System.Logger LOG = System.getLogger("io.heddle");
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);

    private final String slot;
    private final Socket socket;
    private final DataInputStream in;

    /// Guarded by itself.
    private final DataOutputStream out;

    private final SocketAddress address;
    private final AtomicInteger questions = new AtomicInteger();
    private final Map<Integer, CompletableFuture<List<Long>>> answers = new ConcurrentHashMap<>();

    /// Set when nothing is heard any more.
    private volatile boolean over;

    /// Takes a worker that has reported.
    ///
    /// @throws IOException if it does not say where it can be reached
    WorkerTalk(String slot, Socket socket) throws IOException {
        this.slot = slot;
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        this.address = WorkerTask.address(in.readUTF());
    }

    String slot() {
        return slot;
    }

    /// Where the worker can be reached.
    SocketAddress address() {
        return address;
    }

    /// Hears from now on.
    ///
    /// @param whenOver is called, in another thread, when the worker has ended or says what cannot be
    void open(Runnable whenOver) {
        Thread.ofVirtual().name("heddle-" + slot + "-answers").start(() -> hear(whenOver));
    }

    private void hear(Runnable whenOver) {
        try {
            while (true) {
                int number = in.readInt();
                List<Long> numbers = WorkerTask.readNumbers(in);
                CompletableFuture<List<Long>> asked = answers.get(number);
                if (asked != null) {
                    asked.complete(numbers);
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "nothing is heard of a worker: worker=" + slot, e);
            whenOver.run();
        }
    }

    /// Says one word, with the number of a port or without.
    ///
    /// @throws IOException if nobody can hear it
    void say(int word, int... port) throws IOException {
        synchronized (out) {
            out.writeByte(word);
            for (int each : port) {
                out.writeInt(each);
            }
            out.flush();
        }
    }

    /// As [#say]; that nobody hears it does not matter.
    void mention(int word, int... port) {
        try {
            say(word, port);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a worker has gone: worker=" + slot, e);
        }
    }

    /// Asks a question.
    ///
    /// @throws IOException if there is no answer in time
    List<Long> ask(int word, Set<Integer> about) throws IOException {
        int number = questions.incrementAndGet();
        CompletableFuture<List<Long>> answer = new CompletableFuture<>();
        answers.put(number, answer); // SYNC ask-or-end
        try {
            if (over) {
                throw new IOException("the worker has ended: worker=" + slot);
            }
            put(word, number, about);
            return answer.get(LONGEST_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("a worker does not answer: worker=" + slot, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a worker was asked: worker=" + slot, e);
        } finally {
            answers.remove(number);
        }
    }

    private void put(int word, int number, Collection<Integer> about) throws IOException {
        synchronized (out) {
            out.writeByte(word);
            out.writeInt(number);
            WorkerTask.writeNumbers(out, about);
            out.flush();
        }
    }

    /// Nothing is said and heard any more. Whoever waits for an answer gets none.
    void end() {
        over = true; // SYNC ask-or-end
        IOException why = new IOException("a worker has ended: worker=" + slot);
        answers.values().forEach(answer -> answer.completeExceptionally(why));
        Reception.close(socket);
    }
}
