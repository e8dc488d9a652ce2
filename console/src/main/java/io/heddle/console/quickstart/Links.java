package io.heddle.console.quickstart;

import io.heddle.console.quickstart.Problems.Sort;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// Finds out where a symbolic link leads.
final class Links {

    private Links() {}

    /// Where a link leads.
    ///
    /// @param sort what is to be said about it
    /// @param detail its target
    record End(Sort sort, String detail) {}

    static End endOf(Path link) {
        return new End(sortOf(link), "-> " + target(link));
    }

    private static Sort sortOf(Path link) {
        try {
            Path end = link.toRealPath();
            Path folder = parent(link).toRealPath();
            return Files.isDirectory(end) && folder.startsWith(end) ? Sort.LOOP : Sort.LINK;
        } catch (NoSuchFileException e) {
            return Sort.DANGLING;
        } catch (AccessDeniedException e) {
            return Sort.LINK;
        } catch (IOException e) {
            // ELOOP: the link leads to itself, or to a link that leads back
            return Sort.LOOP;
        }
    }

    private static Path parent(Path link) {
        Path parent = link.getParent();
        return parent == null ? link : parent;
    }

    /// Gives the target as it is written in the link.
    private static String target(Path link) {
        try {
            Path target = Files.readSymbolicLink(link);
            return target.isAbsolute()
                    ? Names.printable(target)
                    : new Names(parent(link)).of(parent(link).resolve(target));
        } catch (IOException e) {
            return Reasons.of(e);
        }
    }
}
