/// Runs each task in a virtual thread of its own.
///
/// Open [io.heddle.internal.engine.coroutine.CoroutineEngine] first; it is found through
/// [io.heddle.spi.Engine] and never named. This room looks into `internal.engine`, where queue and
/// tasks are, and into the vocabulary.
///
/// - Words used in this room: *coroutine* — see `docs/glossary.md`.
package io.heddle.internal.engine.coroutine;
