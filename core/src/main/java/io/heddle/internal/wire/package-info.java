/// Frames between a parent and its workers, and the ways they travel.
///
/// Open [io.heddle.internal.wire.Frame] first, then [io.heddle.internal.wire.Outbox] and
/// [io.heddle.internal.wire.Inbox]: the contract, with one class of each for a mechanism. Nothing
/// here knows what a pool is, or starts a process. This room looks into `io.heddle.spi` alone.
///
/// - Words used in this room: *frame*, *payload*, *attachment*, *status page* — see
///   `docs/glossary.md`.
package io.heddle.internal.wire;
