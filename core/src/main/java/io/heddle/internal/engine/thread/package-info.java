/// Runs work in the submitting thread, or in platform threads that a pool keeps.
///
/// Open [io.heddle.internal.engine.thread.ThreadEngine] first; it is found through
/// [io.heddle.spi.Engine] and never named. This room looks into `internal.engine`, where queue and
/// tasks are, and into the vocabulary.
///
/// - Words used in this room: *worker* — see `docs/glossary.md`.
package io.heddle.internal.engine.thread;
