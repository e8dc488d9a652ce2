package io.heddle.benchmarks.compare;

import io.heddle.Strand;
import io.heddle.cluster.ClusterOptions;
import io.heddle.cluster.ClusterWorker;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.api.WorkerOptions;
import org.redisson.api.options.ExecutorOptions;
import org.redisson.codec.SerializationCodec;
import org.redisson.config.Config;

/// A worker as a process of its own: of our cluster, or of the bare engine. It ends with its input.
final class ClusterHand {

    static final String READY = "READY";
    static final String BARE = "bare";

    /// Kept, since a level lasts as long as its logger.
    private static final Logger CLIENT = Logger.getLogger("org.redisson");

    private ClusterHand() {}

    static void silenceClient() {
        CLIENT.setLevel(Level.OFF);
    }

    static ClusterOptions options(int port) {
        return ClusterOptions.named("compare").secret("compare").port(port);
    }

    static RedissonClient bareClient(int port) {
        Config config =
                new Config().setCodec(new SerializationCodec()).setPassword(options(port).token());
        config.useSingleServer().setAddress("redis://127.0.0.1:" + port);
        return Redisson.create(config);
    }

    static ExecutorOptions bareExecutor() {
        return ExecutorOptions.name(BARE)
                .taskRetryInterval(ClusterOptions.named("compare").taskRetryInterval());
    }

    static void main(String[] arguments) throws Exception {
        silenceClient();
        int port = Integer.parseInt(arguments[1]);
        if (arguments[0].equals(BARE)) {
            bareClient(port)
                    .getExecutorService(bareExecutor())
                    .registerWorkers(WorkerOptions.defaults().workers(Strand.cores()));
            serve();
        } else {
            try (ClusterWorker _ = ClusterWorker.start(options(port), Strand.cores())) {
                serve();
            }
        }
        System.exit(0);
    }

    private static void serve() throws Exception {
        System.out.println(READY);
        var _ = System.in.read();
    }
}
