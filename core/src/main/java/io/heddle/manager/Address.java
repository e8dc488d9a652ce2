package io.heddle.manager;

import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;

/// Where the process of a manager is reached, and what it lets in.
///
/// @param manager its name
/// @param pid its process
/// @param socket the path of its socket
/// @param token what shows that somebody was given this address
/// @param user whose process it is, empty if the system does not say
/// @param silenceLimit how long it may be silent while somebody waits for it; zero for no limit
record Address(
        String manager, long pid, String socket, String token, String user, Duration silenceLimit)
        implements Serializable {

    @Serial private static final long serialVersionUID = 1L;

    /// Checks: what is read may come from anybody.
    Address {
        Objects.requireNonNull(manager, "manager");
        Objects.requireNonNull(socket, "socket");
        Objects.requireNonNull(token, "token");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(silenceLimit, "silenceLimit");
    }

    boolean hasSilenceLimit() {
        return silenceLimit.isPositive();
    }

    /// Without the token.
    @Override
    public String toString() {
        return "manager=%s pid=%d".formatted(manager, pid);
    }
}
