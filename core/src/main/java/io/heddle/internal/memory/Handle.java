package io.heddle.internal.memory;

import java.io.Serializable;

/// A shared object on its way to another process.
///
/// @param region where it lies
/// @param at its offset there
public record Handle(RegionKey region, long at) implements Serializable {}
