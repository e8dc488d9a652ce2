package io.heddle.cluster.internal.pool;

import io.heddle.cluster.internal.link.Link;

import java.io.IOException;

/// The classes that tasks have brought, on the machine that runs them.
final class ShippedStore implements AutoCloseable {

    ShippedStore(Link link) {}

    String folderOf(String classes) throws IOException {
        return "";
    }

    @Override
    public void close() {}
}
