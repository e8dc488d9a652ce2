package io.heddle;

/// One line that a task, or anything else in its process, wrote to standard output or error.
///
/// @param text the line without its end
/// @param error whether it was written to standard error
/// @param worker the name of the worker or process strand that wrote it
/// @param pid the process id of that worker
/// @param taskId the id of the task that was running, or 0 if none was
/// @param taskName the name of that task, or an empty text if none was running
public record TaskLine(
        String text, boolean error, String worker, long pid, long taskId, String taskName) {}
