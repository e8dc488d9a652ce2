/// Keeps things running: children that are started in order, restarted when they die, and stopped in reverse.
///
/// Open [io.heddle.supervision.Supervisor] first; [io.heddle.supervision.ChildSpec] says what a child is to be like,
/// [io.heddle.supervision.Supervised] is what a child must be able to do, strands and commands already are. [io.heddle.supervision.PreforkServer] is a server of several
/// processes.
///
/// Behind the doors: `Decisions` is the one thread that decides and takes the next step, `Judgement` what follows for all
/// from what happens to one, `Member` is a child over all its lives, `Life` one of
/// them with the threads that call code of users, `Intensity` counts, `Herald` tells listeners.
///
/// In a prefork server a `Door` is where clients come in. At a `FrontDoor` the parent lets them in, a `Relay` serves each
/// of them and a `Passage` is where it stands; a `HeldPort` is only kept, and the workers let clients in. `Workers` are
/// those who can have connections; `WorkerLink`, `WorkerTalk` and `Reception` are the parent's side of what `WorkerTask`
/// with its `WorkerSide` is in the worker. A `Doorkeeper` accepts, in either process.
///
/// This room looks into the vocabulary and `io.heddle.command`, and to the wire for how sockets are closed.
///
/// - Words used in this room: *child*, *member*, *life*, *intensity*, *unfit*; *relay*, *seat*, *drain* — see
///   `docs/glossary.md`.
/// - Decisions: `docs/adr/0055-a-supervisor-never-waits.md`,
///   `docs/adr/0056-the-parent-carries-bytes-and-reads-none.md`, `docs/adr/0057-a-port-that-is-kept-for-its-workers.md`.
package io.heddle.supervision;
