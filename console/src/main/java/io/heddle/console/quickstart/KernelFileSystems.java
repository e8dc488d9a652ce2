package io.heddle.console.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// Knows the file systems in which a "regular file" is a way to talk to the kernel: reading one may
/// wait for ever, never end, or change something.
///
/// Asks once for each device. Used by one thread.
final class KernelFileSystems {

    private static final Set<String> TYPES =
            Set.of(
                    "autofs",
                    "binfmt_misc",
                    "bpf",
                    "cgroup",
                    "cgroup2",
                    "configfs",
                    "debugfs",
                    "devpts",
                    "devtmpfs",
                    "efivarfs",
                    "fusectl",
                    "mqueue",
                    "nsfs",
                    "proc",
                    "pstore",
                    "rpc_pipefs",
                    "securityfs",
                    "selinuxfs",
                    "sysfs",
                    "tracefs");

    private final Map<Object, String> typeByDevice = new HashMap<>();

    /// Tells whether a file is in one of them.
    boolean holds(Path file) {
        return TYPES.contains(typeOf(file));
    }

    /// Tells the type of the file system that a file is in.
    ///
    /// @return such as `ext4`; empty if it is not known
    String typeOf(Path file) {
        try {
            Object device = Files.getAttribute(file, "unix:dev");
            String known = typeByDevice.get(device);
            if (known == null) {
                known = Files.getFileStore(file).type();
                typeByDevice.put(device, known);
            }
            return known;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return "";
        }
    }
}
