package io.heddle.cluster.internal.link;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// Makes of a secret what may be shown to a server.
///
/// ## Source
///
/// PBKDF2 is that of RFC 8018.
public final class Token {

    private static final int ROUNDS = 100_000;
    private static final int BITS = 256;

    private Token() {}

    /// Derives the token of a cluster.
    ///
    /// @param secret what its members share
    /// @param cluster its name
    /// @return 64 hexadecimal digits
    public static String derive(String secret, String cluster) {
        byte[] salt = ("heddle:" + cluster).getBytes(StandardCharsets.UTF_8);
        PBEKeySpec spec = new PBEKeySpec(secret.toCharArray(), salt, ROUNDS, BITS);
        try {
            byte[] key =
                    SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                            .generateSecret(spec)
                            .getEncoded();
            return HexFormat.of().formatHex(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no PBKDF2 with SHA-512", e);
        } finally {
            spec.clearPassword();
        }
    }
}
