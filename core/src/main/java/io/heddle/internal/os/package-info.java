/// What the operating system knows about processes, and how to end them.
///
/// Open [io.heddle.internal.os.ProcessTree] first, for shared memory
/// [io.heddle.internal.os.Descriptors]. Everything here works by `/proc` where there is one
/// and by [java.lang.ProcessHandle] elsewhere. [io.heddle.internal.os.OpenFileLocks] and `NativeKill` alone call
/// native code, where that is allowed; this is the only room for it. This room looks into `io.heddle` and
/// `io.heddle.spi` alone.
///
/// [io.heddle.internal.os.Signals] sends signals, `SignalHandlers` has those that hear them, by way of `JvmSignals`;
/// [io.heddle.internal.os.Family] is the descent of any process.
///
/// - Words used in this room: *tree*, *session* — see `docs/glossary.md`.
package io.heddle.internal.os;
