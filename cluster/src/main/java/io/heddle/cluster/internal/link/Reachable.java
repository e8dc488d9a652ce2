package io.heddle.cluster.internal.link;

import io.heddle.cluster.ClusterOptions;
import io.heddle.cluster.ClusterUnavailableException;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Asks a server once, by itself, whether it is there and takes the token: the client tries for many seconds
/// before it says less.
public final class Reachable {

    private static final int LONGEST_ANSWER = 512;

    private Reachable() {}

    /// What an address said.
    public enum Answer {
        /// It takes the token.
        WELCOME,
        /// Nobody listens.
        NOBODY,
        /// It does not take the token.
        REFUSED
    }

    /// Refuses servers none of which takes the token.
    static void require(ClusterOptions options, String token) {
        ClusterUnavailableException last = null;
        for (String text : options.addresses()) {
            try {
                if (ask(options, Address.parse(text), token) == Answer.WELCOME) {
                    return;
                }
                throw refused(options, text);
            } catch (IOException e) {
                last = unavailable(options, e);
            }
        }
        throw last == null ? unavailable(options, null) : last;
    }

    /// Asks one address.
    ///
    /// @param options how to reach it
    /// @param address where
    /// @param token what it is to take
    /// @return what it said; never [Answer#NOBODY]
    /// @throws IOException if it cannot be reached, or speaks something else
    public static Answer ask(ClusterOptions options, Address address, String token)
            throws IOException {
        try (Socket plain = new Socket()) {
            plain.connect(
                    new InetSocketAddress(address.host(), address.port()),
                    (int) options.connectTimeout().toMillis());
            plain.setSoTimeout((int) options.responseTimeout().toMillis());
            try (Socket socket = options.isTls() ? guarded(options, address, plain) : plain) {
                return converse(socket, address, token);
            }
        }
    }

    private static Answer converse(Socket socket, Address address, String token)
            throws IOException {
        String auth = "*2\r\n$4\r\nAUTH\r\n$" + token.length() + "\r\n" + token + "\r\n";
        socket.getOutputStream().write(auth.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        String answer = line(socket.getInputStream());
        if (answer.isEmpty()) {
            throw new SocketException(
                    "the server at %s closed the connection without a word".formatted(address));
        }
        if (answer.equals("+OK")) {
            return Answer.WELCOME;
        }
        String upper = answer.toUpperCase(Locale.ROOT);
        if (upper.startsWith("-WRONGPASS") || upper.contains("INVALID PASSWORD")) {
            return Answer.REFUSED;
        }
        if (upper.contains("NO PASSWORD") || upper.contains("WITHOUT ANY PASSWORD")) {
            throw new IOException(
                    "the server at %s has no password, so anybody could run code on the workers; give it requirepass (the token of the cluster)"
                            .formatted(address));
        }
        throw new IOException(
                "what listens at %s is no Valkey or Redis server: it said '%s'"
                        .formatted(address, answer));
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = in.read();
                c >= 0 && c != '\n' && text.length() < LONGEST_ANSWER;
                c = in.read()) {
            if (c != '\r') {
                text.append(c < ' ' || c > '~' ? '?' : (char) c);
            }
        }
        return text.toString();
    }

    private static Socket guarded(ClusterOptions options, Address address, Socket plain)
            throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(options), trust(options), null);
            SSLSocket socket =
                    (SSLSocket)
                            context.getSocketFactory()
                                    .createSocket(plain, address.host(), address.port(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm(
                    "HTTPS"); // the certificate names the host
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException e) {
            throw new IOException("the files of certificates cannot be used: " + e.getMessage(), e);
        }
    }

    private static KeyManager @Nullable [] keys(ClusterOptions options)
            throws IOException, GeneralSecurityException {
        Optional<ClusterOptions.Store> store = options.keyStore();
        if (store.isEmpty()) {
            return null;
        }
        KeyManagerFactory factory =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(load(store.get()), store.get().password().toCharArray());
        return factory.getKeyManagers();
    }

    private static TrustManager @Nullable [] trust(ClusterOptions options)
            throws IOException, GeneralSecurityException {
        Optional<ClusterOptions.Store> store = options.trustStore();
        if (store.isEmpty()) {
            return null;
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(load(store.get()));
        return factory.getTrustManagers();
    }

    private static KeyStore load(ClusterOptions.Store store)
            throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(KeyStore.getDefaultType());
        try (InputStream in = new FileInputStream(store.file().toFile())) {
            keys.load(in, store.password().toCharArray());
        }
        return keys;
    }

    /// Says that a server did not take the secret.
    ///
    /// @param options which cluster
    /// @param server which server
    /// @return what to throw
    public static ClusterUnavailableException refused(ClusterOptions options, String server) {
        return new ClusterUnavailableException(
                "the server does not take the secret: cluster=%s server=%s; secret and name of the cluster must be those of who started it"
                        .formatted(options.name(), server),
                null);
    }

    /// Says that a cluster cannot be reached.
    ///
    /// @param options which cluster
    /// @param cause what was tried last
    /// @return what to throw
    public static ClusterUnavailableException unavailable(
            ClusterOptions options, @Nullable Throwable cause) {
        String why =
                switch (cause) {
                    case null -> "no address";
                    case SSLException e -> "TLS failed: " + e.getMessage();
                    default -> String.valueOf(cause.getMessage());
                };
        return new ClusterUnavailableException(
                "the server of the cluster cannot be reached: cluster=%s servers=%s: %s"
                        .formatted(options.name(), options.addresses(), why),
                cause);
    }
}
