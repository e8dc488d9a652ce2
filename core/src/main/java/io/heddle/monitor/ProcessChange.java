package io.heddle.monitor;

import io.heddle.StrandStatus;
import java.time.Instant;

/// What a process has begun to do, as seen by [ProcessInfo#watch(long)].
///
/// @param pid the process
/// @param status its state from then on
/// @param at when that was seen, for showing
public record ProcessChange(long pid, StrandStatus status, Instant at) {}
