/// What an engine needs to be one: the interface it implements, and the parts that all engines
/// share.
///
/// Open [io.heddle.spi.Engine] first, then [io.heddle.spi.AbstractTaskPool] (every way into a pool,
/// `map`, the streams) and [io.heddle.spi.TaskCompletion] (the future). Users of Heddle need
/// nothing from here. This room looks only into `io.heddle`.
///
/// - Words used in this room: *engine*, *outcome*, *chunk* — see `docs/glossary.md`.
package io.heddle.spi;
