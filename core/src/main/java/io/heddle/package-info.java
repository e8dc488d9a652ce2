/// The vocabulary that everybody speaks: tasks, pools, futures, strands, and what can go wrong.
///
/// Open [io.heddle.TaskPool] first, then [io.heddle.Strand]. Nothing here knows how work is run:
/// the engines are found through [io.heddle.spi.Engine] and never named. This room looks into no
/// other but `io.heddle.spi`, with which it shares the ground floor.
///
/// - Words used in this room: *task*, *pool*, *worker*, *strand*, *kind* — see `docs/glossary.md`.
/// - The life of a task is drawn in `docs/design/overview.md`.
package io.heddle;
