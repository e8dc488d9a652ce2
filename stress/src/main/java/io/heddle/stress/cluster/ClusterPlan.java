package io.heddle.stress.cluster;

import java.nio.file.Path;
import java.time.Duration;

/// What a storm over a cluster is to be.
///
/// @param length how long it lasts
/// @param seed decides load and blows
/// @param killsPerSecond blows in the mean
/// @param patience after which something that has not ended counts as hanging
/// @param folder where its files lie; its path is short, since sockets lie in it
record ClusterPlan(
        Duration length, long seed, double killsPerSecond, Duration patience, Path folder) {}
