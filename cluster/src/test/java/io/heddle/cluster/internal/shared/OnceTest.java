package io.heddle.cluster.internal.shared;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.cluster.Invited;
import io.heddle.cluster.internal.link.Link;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.redisson.api.RScript;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.client.codec.ByteArrayCodec;
import org.redisson.client.codec.StringCodec;

/// Copies of calls that come to the server twice, or late.
@Timeout(20)
class OnceTest {

    /// Counts up what is there, and does nothing where nothing is.
    private static final String COUNT =
            Once.script(
                    """
                    if redis.call('EXISTS', KEYS[2]) == 0 then
                      return {}
                    end
                    return done(redis.call('INCR', KEYS[2]))
                    """);

    private static Invited server;
    private static Link link;

    private final String prefix = "{" + UUID.randomUUID() + "}";
    private final String key = prefix + ":count";
    private final Once once = new Once(new Calls(new Backing(link)), prefix, 60_000);

    @BeforeAll
    static void join() {
        server = Invited.start();
        link = Link.open(server.options());
    }

    @AfterAll
    static void leave() {
        link.close();
        server.close();
    }

    private void setCount(int count) {
        link.client().getBucket(key, StringCodec.INSTANCE).set(Integer.toString(count));
    }

    private Object count() {
        return link.client().getBucket(key, StringCodec.INSTANCE).get();
    }

    /// The first call of a structure comes to the server once more.
    private List<Object> copyOfTheFirstCall() {
        KeysScanOptions places = KeysScanOptions.defaults().pattern(prefix + ":once:*");
        String place = link.client().getKeys().getKeys(places).iterator().next();
        return link.client()
                .getScript(ByteArrayCodec.INSTANCE)
                .eval(
                        RScript.Mode.READ_WRITE,
                        COUNT,
                        RScript.ReturnType.LIST,
                        List.of(place, key),
                        "1".getBytes(StandardCharsets.UTF_8),
                        "60000".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void callThatComesTwiceIsDoneOnceAndAnsweredTwice() {
        setCount(6);
        assertThat(once.ask(COUNT, List.of(key)).number(0)).isEqualTo(7);

        assertThat(new Answer(copyOfTheFirstCall()).number(0)).isEqualTo(7);

        assertThat(count()).isEqualTo("7");
    }

    @Test
    void copyThatIsLaterThanTheWordThatNothingWasDoneDoesNothing() throws Exception {
        server.say("CLIENT PAUSE 700 ALL"); // so that there may be copies
        assertThat(once.ask(COUNT, List.of(key)).isEmpty()).isTrue();
        setCount(6);

        assertThat(copyOfTheFirstCall()).isEmpty();

        assertThat(count()).isEqualTo("6");
    }
}
