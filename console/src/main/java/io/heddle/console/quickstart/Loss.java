package io.heddle.console.quickstart;

import io.heddle.WorkerDiedException.Death;
import java.time.Instant;

/// A worker that died while it ran a task.
///
/// @param file the index of the file that the task was to read
/// @param death what is known about it
/// @param noticedAt when the failure of the task arrived here
record Loss(int file, Death death, Instant noticedAt) {}
