/// Frames between a parent and its workers, and the ways they travel.
///
/// Open [io.heddle.internal.wire.Frame] first, then [io.heddle.internal.wire.Outbox] and
/// [io.heddle.internal.wire.Inbox]: the contract. Both are one stream of bytes, which takes its way over a
/// socket or through a [io.heddle.internal.wire.Ring] in memory that a parent offers to its worker
/// ([io.heddle.internal.wire.WireOffer]). Nothing here knows what a pool is, or starts a process. This room
/// looks into `io.heddle.spi`, and to make that memory into `io.heddle.internal.memory` and
/// `io.heddle.internal.os`.
///
/// - Words used in this room: *frame*, *payload*, *attachment*, *ring*, *status page* — see
///   `docs/glossary.md`.
package io.heddle.internal.wire;
