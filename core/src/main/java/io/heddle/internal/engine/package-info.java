/// What the engines share that run work in this process: the pool with its queue, the task in it,
/// and the strand.
///
/// Open [io.heddle.internal.engine.LocalTaskPool] first; each engine adds who runs a task that it
/// admits. The engines live in the rooms above this one and do not know each other. This room looks
/// only into `io.heddle` and `io.heddle.spi`.
///
/// - Words used in this room: *queued*, *running*, *detached* — see `docs/glossary.md`.
package io.heddle.internal.engine;
