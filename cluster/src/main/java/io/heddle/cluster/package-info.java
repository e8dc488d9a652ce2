/// The same pool, queues, locks and maps on many machines, carried by a Valkey or Redis server.
package io.heddle.cluster;
