package io.heddle.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

class TestServerTest {

    @Test
    void serverThatWasKilledHasWhatItHadWhenItIsStartedAgain() {
        try (TestServer server = TestServer.durable()) {
            Config config =
                    new Config()
                            .setCodec(new org.redisson.codec.SerializationCodec())
                            .setPassword(server.password());
            config.useSingleServer().setAddress("redis://127.0.0.1:" + server.port());
            RedissonClient client = Redisson.create(config);
            try {
                client.getAtomicLong("n").set(42);
                server.kill();
                server.startAgain();
                assertThat(client.getAtomicLong("n").get()).isEqualTo(42);
            } finally {
                client.shutdown();
            }
        }
    }
}
