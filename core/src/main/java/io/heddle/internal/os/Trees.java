package io.heddle.internal.os;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Names the trees that this process starts. See [ProcessTree].
public final class Trees {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AtomicLong NUMBERS = new AtomicLong();

    /// Everything that this process starts through Heddle lies in this tree.
    public static final String OWN =
            Optional.ofNullable(System.getenv(ProcessTree.VARIABLE))
                            .map(outer -> outer + "/")
                            .orElse("")
                    + random(4);

    private Trees() {}

    /// Names one more tree within this process's own.
    ///
    /// @return its id
    public static String next() {
        return OWN + "/" + NUMBERS.incrementAndGet();
    }

    /// Gives text that nobody can guess.
    ///
    /// @param bytes how many random bytes it stands for
    /// @return twice as many characters
    public static String random(int bytes) {
        byte[] value = new byte[bytes];
        RANDOM.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
