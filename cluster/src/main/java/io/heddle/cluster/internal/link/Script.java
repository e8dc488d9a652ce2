package io.heddle.cluster.internal.link;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RScript;
import org.redisson.client.codec.ByteArrayCodec;

/// A step that the server takes as a whole, written in its Lua. What it touches begins with its one key, and so
/// is on one server of a Redis Cluster.
///
/// The client sends a step again if the answer to it was lost: each step must be harmless the second time.
///
/// @param lua its text
public record Script(String lua) {

    /// Runs it and waits for the answer.
    ///
    /// @param link the way to the server
    /// @param key the key
    /// @param arguments byte arrays, or what is written as text
    /// @return what it returns: a number, bytes, a list of these, or `null`
    public @Nullable Object run(Link link, String key, List<?> arguments) {
        return link.client()
                .getScript(ByteArrayCodec.INSTANCE)
                .eval(
                        RScript.Mode.READ_WRITE,
                        lua,
                        RScript.ReturnType.LIST,
                        List.of(key),
                        encoded(arguments));
    }

    /// Runs it.
    ///
    /// @param link the way to the server
    /// @param key the key
    /// @param arguments as above
    /// @return its end
    public CompletionStage<Object> runAsync(Link link, String key, List<?> arguments) {
        return link.client()
                .getScript(ByteArrayCodec.INSTANCE)
                .evalAsync(
                        RScript.Mode.READ_WRITE,
                        lua,
                        RScript.ReturnType.LIST,
                        List.of(key),
                        encoded(arguments));
    }

    private static Object[] encoded(List<?> arguments) {
        return arguments.stream()
                .map(argument ->
                        argument instanceof byte[] bytes
                                ? bytes
                                : argument.toString().getBytes(StandardCharsets.UTF_8))
                .toArray();
    }

    /// Reads text.
    ///
    /// @param answer bytes
    /// @return the text
    public static String text(Object answer) {
        return new String((byte[]) answer, StandardCharsets.UTF_8);
    }
}
