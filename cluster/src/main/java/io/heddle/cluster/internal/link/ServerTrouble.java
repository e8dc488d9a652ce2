package io.heddle.cluster.internal.link;

import io.heddle.HeddleException;
import io.heddle.cluster.ClusterUnavailableException;
import io.heddle.spi.FailureText;
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
public final class ServerTrouble {

    private static final int DEEPEST = 10;

    private ServerTrouble() {}

    /// Tells whether the same may succeed later. The client says it in several ways, some of them deep within.
    ///
    /// @param failure of a call
    /// @return false if the server has refused
    public static boolean isPassing(Throwable failure) {
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

    /// Tells what the server or the client said, without what was asked of it and without what the client adds around
    /// it.
    ///
    /// @param failure of a call
    /// @return one line
    public static String reason(Throwable failure) {
        String text = FailureText.of(root(failure));
        int end = text.indexOf(" channel: [");
        return (end < 0 ? text : text.substring(0, end)).lines().findFirst().orElse("");
    }

    private static Throwable root(Throwable failure) {
        Throwable at = failure;
        for (int depth = 0; at.getCause() != null && depth < DEEPEST; depth++) {
            at = at.getCause();
        }
        return at;
    }

    /// Makes of it what users are told.
    ///
    /// @param cluster which one
    /// @param failure of a call
    /// @return an exception of Heddle
    public static HeddleException explained(String cluster, Throwable failure) {
        return isPassing(failure)
                ? new ClusterUnavailableException(
                        "the server of the cluster does not answer: cluster=%s reason=%s; what was asked of it may have been done. Look whether it runs and can be reached"
                                .formatted(cluster, reason(failure)),
                        failure)
                : new HeddleException(
                        "the server of the cluster refused: cluster=%s reason=%s; look at the rights of its user (ACL), its memory and its disk"
                                .formatted(cluster, reason(failure)),
                        failure);
    }
}
