package io.heddle.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;

/// Whether all that was printed has been written: streams of the JDK keep failures to themselves.
final class Printed {

    private static final String READER_HAS_LEFT = "Broken pipe";

    private Printed() {}

    /// Tells with which code to end after work that was done.
    ///
    /// @return 0, also if whoever has read the output wanted no more of it; 1 if it could not be written, which is said
    static int exitCode() {
        if (!System.out.checkError()) {
            return 0;
        }
        try {
            writeOnceMore();
            return 0;
        } catch (IOException e) {
            if (READER_HAS_LEFT.equals(e.getMessage())) {
                return 0;
            }
            System.err.println("heddle: what was printed could not be written: " + e.getMessage());
            return 1;
        }
    }

    /// The stream has forgotten why it failed. Nothing is closed: where the program was started without a standard output,
    /// its number is that of some file of the JVM.
    @SuppressWarnings("resource")
    private static void writeOnceMore() throws IOException {
        new FileOutputStream(FileDescriptor.out).write('\n');
    }
}
