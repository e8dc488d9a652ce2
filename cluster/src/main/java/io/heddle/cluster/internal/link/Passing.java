package io.heddle.cluster.internal.link;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.redisson.client.RedisConnectionException;
import org.redisson.client.RedisException;
import org.redisson.client.RedisNodeNotFoundException;
import org.redisson.client.RedisReadonlyException;
import org.redisson.client.RedisReconnectedException;
import org.redisson.client.RedisRedirectException;
import org.redisson.client.RedisRetryException;
import org.redisson.client.RedisTimeoutException;

/// Tells a server that is away, loading or changing places from one that has understood and refuses: no memory left
/// (`OOM`), a disk that is full (`MISCONF`), no right (`NOPERM`), a value that is too large.
public final class Passing {

    private static final int DEEPEST = 10;

    private Passing() {}

    /// Tells whether the same may succeed later. The client says it in several ways, some of them deep within.
    ///
    /// @param failure of a call
    /// @return false if the server has refused
    public static boolean is(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (isOne(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean isOne(Throwable failure) {
        return switch (failure) {
            case RedisConnectionException _,
                            RedisTimeoutException _,
                            RedisNodeNotFoundException _,
                            RedisReadonlyException _,
                            RedisReconnectedException _,
                            RedisRedirectException _,
                            RedisRetryException _ ->
                    true; // the last one: LOADING, TRYAGAIN, CLUSTERDOWN, MASTERDOWN, BUSY
            case RedisException _ -> false;
            case IOException _, TimeoutException _, InterruptedException _ -> true;
            default -> false;
        };
    }
}
