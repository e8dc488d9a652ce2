package io.heddle.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// A named pipe or a device that a command reads or writes by itself. To open one may take any time.
///
/// @param path where it is
/// @param read whether it is read
record SpecialFile(Path path, boolean read) {

    private static final int TYPE_BITS = 0170000;
    private static final int NAMED_PIPE = 0010000;

    /// Lists those of a command.
    ///
    /// @return each once, in the order in which the JDK opens them when it starts the command
    static List<SpecialFile> of(List<Stage> stages, Terms terms) {
        List<SpecialFile> files = new ArrayList<>(0);
        if (terms.input() instanceof Input.OfFile(Path path)) {
            add(path, true, files);
        }
        for (int i = 0; i < stages.size(); i++) {
            if (i == stages.size() - 1) {
                addTarget(terms.stdout(), files);
            }
            if (!stages.get(i).merged()) {
                addTarget(stages.get(i).stderr(), files);
            }
        }
        return files;
    }

    private static void addTarget(OutputTo to, List<SpecialFile> files) {
        if (to instanceof OutputTo.ToFile(Path path, _)) {
            add(path, false, files);
        }
    }

    private static void add(Path path, boolean read, List<SpecialFile> files) {
        SpecialFile file = new SpecialFile(path, read);
        if (isSpecial(path) && !files.contains(file)) {
            files.add(file);
        }
    }

    private static boolean isSpecial(Path path) {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).isOther();
        } catch (IOException e) {
            return false; // not there yet
        }
    }

    /// Tells whether it is a named pipe, and no device.
    boolean isNamedPipe() {
        try {
            int mode = (Integer) Files.getAttribute(path, "unix:mode");
            return (mode & TYPE_BITS) == NAMED_PIPE;
        } catch (IOException | UnsupportedOperationException e) {
            return false; // gone, or there are none on this system
        }
    }
}
