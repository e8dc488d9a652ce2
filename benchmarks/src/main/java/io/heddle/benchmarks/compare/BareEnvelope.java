package io.heddle.benchmarks.compare;

import io.heddle.Strand;
import io.heddle.Task;
import io.heddle.TaskPool;
import io.heddle.spi.Codec;
import io.heddle.spi.Payload;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RMap;
import org.redisson.api.RedissonClient;
import org.redisson.api.annotation.RInject;
import org.redisson.client.codec.StringCodec;

/// What one would submit to the bare engine to get something like a task of our cluster: bytes that it does not look
/// into, which count their start at the server and run in a process of the worker's own pool.
final class BareEnvelope implements Callable<byte[]>, Serializable {

    @Serial private static final long serialVersionUID = 1L;

    static final String STARTS = "bare:starts";

    /// The processes of the worker; opened with the first task.
    private static final class Here {
        static final TaskPool POOL = TaskPool.processes(Strand.cores());
    }

    private final String id;
    private final byte[] payload;

    /// Set by the engine in the worker.
    @RInject private transient @Nullable RedissonClient client;

    /// Writes a task.
    ///
    /// @param id by which its starts are counted
    /// @param task the task
    BareEnvelope(String id, Task<?> task) throws Exception {
        this.id = id;
        this.payload = encode(task);
    }

    private static byte[] encode(Object value) throws IOException {
        return Codec.jdk().encode(value).main(); // nothing here is so large that it has attachments
    }

    /// Reads a result.
    static Object decode(byte[] bytes) throws IOException, ClassNotFoundException {
        return Objects.requireNonNull(Codec.jdk().decode(Payload.of(bytes)));
    }

    @Override
    public byte[] call() throws Exception {
        RMap<String, Integer> starts =
                Objects.requireNonNull(client).getMap(STARTS, StringCodec.INSTANCE);
        Integer count = Integer.valueOf(String.valueOf((Object) starts.addAndGet(id, 1)));
        if (count > 1) {
            throw new IllegalStateException("begun again: task=" + id);
        }
        byte[] result = Here.POOL.submit(new Carried(payload)).get();
        starts.fastRemove(id);
        return Objects.requireNonNull(result);
    }

    /// Runs the bytes in the process of a task.
    private record Carried(byte[] payload) implements Task<byte[]> {

        @Serial private static final long serialVersionUID = 1L;

        @Override
        public byte[] call() throws Exception {
            return encode(Objects.requireNonNull(((Task<?>) decode(payload)).call()));
        }
    }
}
