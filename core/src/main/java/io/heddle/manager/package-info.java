/// Objects in a process of their own, for all who need to change the same thing.
///
/// Open [io.heddle.manager.Manager] first. What it gives are proxies: maps, lists, queues, values, and any interface of
/// the user's. A call goes to the process of the manager, runs there, and its result or its exception comes back.
///
/// Behind the doors: `ObjectProxy` is what is called, `Reference` what travels instead of it, `Link` the connection of a
/// process to a manager, `Pending` a call that waits there. In the manager's process `Server` has the objects
/// (`Exported`), `Door` lets connections in, a `Guest` is one of them and `Running` one call. `Taken` and `Put` are results
/// that are undone if they do not arrive (`HandOver`). `MapStore`, `ListStore`,
/// `QueueStore` and `ValueStore` are what is behind the proxies `RemoteMap`, `RemoteList`, `RemoteQueue` and
/// [io.heddle.manager.ManagedValue].
///
/// This room looks into the vocabulary, and to the wire and the system for how frames and sockets go. It starts its process
/// as users do, with `Strand.ofProcess()`.
///
/// - Words used in this room: *manager*, *proxy*, *hand-over*, *stamp* — see `docs/glossary.md`.
/// - Decisions: `docs/adr/0064-objects-of-a-manager-are-called-over-two-sockets.md`,
///   `docs/adr/0065-functions-travel-to-the-object-if-they-can.md`.
package io.heddle.manager;
