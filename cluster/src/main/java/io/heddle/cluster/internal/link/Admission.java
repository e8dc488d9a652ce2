package io.heddle.cluster.internal.link;

import io.heddle.cluster.ClusterOptions;

/// Refuses options by which a cluster would be open to others.
final class Admission {

    private Admission() {}

    static void require(ClusterOptions options) {
        if (!options.hasSecret()) {
            throw new IllegalArgumentException(
                    "a cluster needs a secret, since whoever has it may run code on every worker: cluster=%s; use ClusterOptions.secret(…)"
                            .formatted(options.name()));
        }
        if (options.isTls() || options.isTrustedNetwork()) {
            return;
        }
        for (String address : options.addresses()) {
            if (!Address.parse(address).isLoopback()) {
                throw new IllegalArgumentException(
                        "beyond the loopback the token and all values would be readable by everybody on the way: cluster=%s server=%s; use tls(…), or trustedNetwork() if you trust them all"
                                .formatted(options.name(), address));
            }
        }
    }
}
