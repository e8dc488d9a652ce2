/// Memory that several processes share, and what keeps it in order when one of them dies at any
/// instruction.
///
/// Open [io.heddle.internal.memory.Memory] first: everything here reads and writes through it, so a test
/// can let a process die between any two accesses. Then
/// [io.heddle.internal.memory.RecoverableLock] and [io.heddle.internal.memory.RedoLog], on which the
/// others stand. Nothing here waits; waiting is a floor higher.
///
/// ## Rules
///
/// - What can be held names its holder in the same word that says that it is held.
/// - What others see changes by one store, or by a redo log under a lock.
/// - A dead holder's work is finished or undone by whoever comes next, and who does that may die too.
///
/// May use: the JDK, `io.heddle.spi`, `io.heddle.internal.os`.
package io.heddle.internal.memory;
