package io.heddle.console.quickstart;

import java.io.Serializable;

/// What a task reports about a file.
///
/// @param content what is in it
/// @param modifiedMillis when it was last changed, in milliseconds since 1970; tells a file that
///   changed between two runs from a wrong result
/// @param stint who found that out, and when
record FileFacts(Content content, long modifiedMillis, Stint stint) implements Serializable {}
