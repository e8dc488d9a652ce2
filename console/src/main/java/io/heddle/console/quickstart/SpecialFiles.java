package io.heddle.console.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// Names what is neither a regular file nor a directory nor a link.
final class SpecialFiles {

    /// Where the type is in the mode of an inode, see `inode(7)`.
    private static final int TYPE_MASK = 0xF000;

    private SpecialFiles() {}

    static String typeOf(Path file) {
        try {
            Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return name(((Integer) mode) & TYPE_MASK);
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "special file";
        }
    }

    private static String name(int type) {
        return switch (type) {
            case 0x1000 -> "fifo";
            case 0x2000 -> "character device";
            case 0x6000 -> "block device";
            case 0xC000 -> "socket";
            default -> "special file";
        };
    }
}
