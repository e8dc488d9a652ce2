package io.heddle.console.worker;

import java.util.logging.Level;
import java.util.logging.Logger;

/// What the client of a cluster's server logs: it is for its authors. That the server is missed is said by Heddle.
public final class ClientLog {

    /// Kept, since a level lasts as long as its logger.
    private static final Logger CLIENT = Logger.getLogger("org.redisson");

    private ClientLog() {}

    /// Keeps it from the terminal, and that of child processes too, unless somebody has configured logging.
    public static void mute() {
        if (!isConfigured()) {
            CLIENT.setLevel(Level.OFF);
        }
    }

    /// Tells whether somebody has said what is logged.
    static boolean isConfigured() {
        return System.getProperty("java.util.logging.config.file") != null;
    }
}
