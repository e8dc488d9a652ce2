package io.heddle.console.quickstart;

import io.heddle.WorkerDiedException;
import io.heddle.console.quickstart.Problems.Sort;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Says in a few words why a file could not be read.
final class Reasons {

    private Reasons() {}

    static Sort sortOf(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException _ -> Sort.VANISHED;
            case WorkerDiedException _ -> Sort.LOST;
            default -> Sort.UNREADABLE;
        };
    }

    /// Gives the reason without the name of the file, which is said already and may be unfit to be
    /// printed.
    static String of(Throwable failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "it is not there any more";
            case AccessDeniedException _ -> "no permission";
            case WorkerDiedException e -> e.death().toString();
            case FileSystemException e when e.getReason() != null -> e.getReason();
            case FileSystemException e -> e.getClass().getSimpleName();
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }

    /// Gives the reason with the file that it is about.
    ///
    /// @param otherwise is named if the failure names none
    static String withFile(Path otherwise, IOException failure) {
        String file =
                failure instanceof FileSystemException e && e.getFile() != null
                        ? e.getFile()
                        : Names.printable(otherwise);
        return "file=%s reason=%s".formatted(file, of(failure));
    }
}
