/// Many cheap tasks that pause and resume: scopes that leave nothing behind, channels, generators, and limits of
/// time.
///
/// Open [io.heddle.coroutine.CoroutineScope] first. [io.heddle.coroutine.Channel] and
/// [io.heddle.coroutine.Select] pass elements on; [io.heddle.coroutine.Generator] is a sequence written as code;
/// [io.heddle.coroutine.TrackedQueue] knows what has been dealt with;
/// [io.heddle.coroutine.Timeouts], [io.heddle.coroutine.Ticker] and [io.heddle.coroutine.RateLimit] are about
/// time, which is that of the scope ([io.heddle.coroutine.TimeSource]).
///
/// Behind the doors: `ScopeLife` is what a scope does, `ChannelCore` and `Selection` are what channels and selections
/// do, `Production` is the code of a generator, `Here` tells in which scope the calling thread is.
///
/// A coroutine is a virtual thread: any blocking call lets others run, and nothing has to be marked. In a
/// cooperative scope (`Turns`, `Participant`) they share one turn.
///
/// How a scope knows what was started in it, and how whatever waits hands its turn over, lies in the vocabulary:
/// [io.heddle.spi.Enclosure], [io.heddle.spi.Dependent], [io.heddle.spi.Parking]. This room looks only there.
///
/// - Words used in this room: *scope*, *turn*, *participant*, *encounter*, *enclosure*, *dependent* — see
///   `docs/glossary.md`.
/// - Decisions: `docs/adr/0048-a-scope-owns-what-is-started-in-it.md`,
///   `docs/adr/0049-one-turn-and-a-clock-that-counts-hand-overs.md`.
package io.heddle.coroutine;
