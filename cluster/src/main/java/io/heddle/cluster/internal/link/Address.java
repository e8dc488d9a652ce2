package io.heddle.cluster.internal.link;

import io.heddle.cluster.ClusterOptions;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;

/// Where a server listens.
///
/// @param host a name, or an address without brackets
/// @param port its port
public record Address(String host, int port) {

    private static final int LARGEST_PORT = 65_535;

    /// Checks.
    public Address {
        if (host.isEmpty() || host.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("a server has a host: host='%s'".formatted(host));
        }
        if (port < 1 || port > LARGEST_PORT) {
            throw new IllegalArgumentException("a port is 1 to 65535: port=" + port);
        }
    }

    /// Gives a port of this machine.
    ///
    /// @param port the port
    /// @return its address on the loopback
    public static Address loopback(int port) {
        return new Address("127.0.0.1", port);
    }

    /// Reads addresses.
    ///
    /// @param texts as of [#parse]
    /// @return at least one
    public static List<Address> parseAll(String... texts) {
        if (texts.length == 0) {
            throw new IllegalArgumentException("at least one server is needed: servers=0");
        }
        return Stream.of(texts).map(Address::parse).toList();
    }

    /// Reads an address.
    ///
    /// @param text `host:port`, `[address]:port` or `host`
    /// @return the address
    public static Address parse(String text) {
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon > text.lastIndexOf(']') && text.indexOf(':') <= colon;
        String host = hasPort ? text.substring(0, colon) : text;
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException(
                    "an address of this form stands in brackets, [::1]:5701: server='%s'"
                            .formatted(text));
        }
        return new Address(host, hasPort ? port(text, colon) : ClusterOptions.DEFAULT_PORT);
    }

    private static int port(String text, int colon) {
        try {
            return Integer.parseInt(text.substring(colon + 1));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "a server is host:port: server='%s'".formatted(text), e);
        }
    }

    /// Tells whether it is this machine's own.
    ///
    /// @return true if every address of the host is a loopback; false if the host is not known
    public boolean isLoopback() {
        try {
            return Stream.of(InetAddress.getAllByName(host))
                    .allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
