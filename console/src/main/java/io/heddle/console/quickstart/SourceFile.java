package io.heddle.console.quickstart;

import java.net.URI;

/// A file that is to be read.
///
/// @param name its path below the directory of the tour, fit to be printed
/// @param uri where it is, without loss
/// @param bytes how long it was when it was found
record SourceFile(String name, URI uri, long bytes) {}
