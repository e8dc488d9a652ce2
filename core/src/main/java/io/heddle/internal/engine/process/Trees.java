package io.heddle.internal.engine.process;

import io.heddle.internal.os.ProcessTree;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// Names the trees that this process starts. See [ProcessTree].
final class Trees {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final AtomicLong NUMBERS = new AtomicLong();

    /// Everything that this process starts through Heddle lies in this tree.
    static final String OWN =
            Optional.ofNullable(System.getenv(ProcessTree.VARIABLE))
                            .map(outer -> outer + "/")
                            .orElse("")
                    + random(4);

    private Trees() {}

    static String next() {
        return OWN + "/" + NUMBERS.incrementAndGet();
    }

    /// Gives text that nobody can guess.
    ///
    /// @param bytes how many random bytes it stands for
    static String random(int bytes) {
        byte[] value = new byte[bytes];
        RANDOM.nextBytes(value);
        return HexFormat.of().formatHex(value);
    }
}
