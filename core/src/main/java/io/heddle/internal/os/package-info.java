/// What the operating system knows about processes, and how to end them.
///
/// Open [io.heddle.internal.os.ProcessTree] first, for shared memory
/// [io.heddle.internal.os.Descriptors]. Everything here works by `/proc` where there is one
/// and by [java.lang.ProcessHandle] elsewhere. [io.heddle.internal.os.OpenFileLocks] alone calls native code,
/// where that is allowed; this is the only room for it. This room looks into `io.heddle` alone.
///
/// - Words used in this room: *tree*, *session* — see `docs/glossary.md`.
package io.heddle.internal.os;
