package io.heddle.console.quickstart;

import io.heddle.Task;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/// Reads one file. The same object does it in this thread, in another, in a coroutine or, after a
/// journey, in another process.
///
/// @param file the file; a [URI], because a [Path] cannot travel and a text would lose the bytes of
///   a name that is not valid in the character set of the system
record FactsTask(URI file) implements Task<FileFacts> {

    @Override
    public FileFacts call() throws IOException {
        Instant begin = Instant.now();
        Path path = Path.of(file);
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            // opening a fifo would wait for a writer, for ever if need be
            throw new FileSystemException(path.toString(), null, "no longer a regular file");
        }
        Content content = Content.read(path, attributes.size());
        return new FileFacts(content, attributes.lastModifiedTime().toMillis(), Stint.since(begin));
    }
}
