/// What the operating system knows about processes, and how to end them.
///
/// Open [io.heddle.internal.os.ProcessTree] first, for shared memory
/// [io.heddle.internal.os.Descriptors]. Everything here works by `/proc` where there is one
/// and by [java.lang.ProcessHandle] elsewhere; there is no native code yet, and when there is, this is
/// its only room. This room looks into `io.heddle` alone.
///
/// - Words used in this room: *tree*, *session* — see `docs/glossary.md`.
package io.heddle.internal.os;
