package io.heddle.coroutine;

import java.time.Duration;

/// One line of the trace of a cooperative scope: somebody got the turn.
///
/// @param number which turn it was, from 1
/// @param coroutine who got it; the thread that opened the scope is called by the name of the scope
/// @param at what time it was on the scope's own clock, which begins at zero
public record TurnRecord(long number, String coroutine, Duration at) {}
