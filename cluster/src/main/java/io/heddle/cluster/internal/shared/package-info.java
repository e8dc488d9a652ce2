/// Queues, locks, maps and what else several machines hold at once, each a few scripts at the server of the cluster.
///
/// Open [io.heddle.cluster.internal.shared.Workshop] first: it makes the structures. All of them call through `Calls`
/// (one script, done wholly or not at all, made again until it is answered), through `Once` where it must not be done
/// twice, wait through `Bells`, and hold what they hold through `Leases`. What they need of the
/// rest of the module is in `Backing`. Nothing here starts a process.
///
/// - Words used in this room: *lease*, *fencing token*, *dead letter*: see `docs/glossary.md`.
/// - Why scripts of our own: `docs/adr/0072-structures-of-a-cluster-are-scripts-with-leases.md`.
package io.heddle.cluster.internal.shared;
