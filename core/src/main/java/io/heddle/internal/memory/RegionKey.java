package io.heddle.internal.memory;

import java.io.Serializable;
import java.util.UUID;

/// Names a region to other processes.
///
/// @param id which region
/// @param pid a process that has it open
/// @param descriptor the number under which that process has it
public record RegionKey(UUID id, long pid, int descriptor) implements Serializable {}
