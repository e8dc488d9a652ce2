/// What coroutines and threads of one process pass on to each other.
///
/// Open [io.heddle.coroutine.TrackedQueue] first. Between processes there is `io.heddle.shared`, where the lock
/// of one process is too.
package io.heddle.coroutine;
