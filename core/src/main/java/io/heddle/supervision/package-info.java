/// Keeps things running: children that are started in order, restarted when they die, and stopped in reverse.
///
/// Open [io.heddle.supervision.Supervisor] first; [io.heddle.supervision.ChildSpec] says what a child is to be like,
/// [io.heddle.supervision.Supervised] is what a child must be able to do, strands already are.
///
/// Behind the doors: `Decisions` is the one thread that decides, `Member` is a child over all its lives, `Life` one of
/// them with the threads that call code of users, `Intensity` counts, `Herald` tells listeners.
///
/// This room looks into the vocabulary only: what it supervises is found there, or given by the user.
///
/// - Words used in this room: *child*, *member*, *life*, *intensity*, *unfit* — see `docs/glossary.md`.
/// - Decision: `docs/adr/0055-a-supervisor-never-waits.md`.
package io.heddle.supervision;
