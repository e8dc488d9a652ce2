package io.heddle.cluster;

import java.time.Instant;

/// A process that has joined a cluster.
///
/// @param id what no other member is called, at any time
/// @param name what it calls itself
/// @param host the machine that it runs on, as it calls itself
/// @param pid its process there
/// @param workers how many tasks it runs at once, 0 if it is no worker
/// @param joinedAt when it joined, by its own clock
public record ClusterMember(
        String id, String name, String host, long pid, int workers, Instant joinedAt) {}
