package io.heddle.internal.os;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Finds the files in which Linux counts how many processes its out-of-memory killer has ended.
///
/// There is one for each group of processes whose memory is limited together (a memory cgroup, such as
/// a container has), and one for the whole system. Each has a line `oom_kill N`. The count goes up
/// before the process is sent its signal, so whoever has seen the process end sees the count. Who was
/// ended is not said.
///
/// ## Where the file of a group is
///
/// `/proc/pid/cgroup` names the group; `/proc/self/mountinfo` says where groups are shown as folders,
/// and which group is the topmost folder there. Within a container the name may be one that only the
/// host knows; then it begins with that of the topmost folder, or the topmost folder is the container's
/// own group. With version 2 a group that does not limit memory itself has no such file: its processes
/// count for the next group above that has one.
///
/// Where groups are shown is read once: it takes the system long to say, and holds from the start of the
/// system on.
///
/// ## Source
/// `cgroups(7)`, `proc_pid_mountinfo(5)`; the kernel's `admin-guide/cgroup-v2.rst` (`memory.events`,
/// `memory.events.local`), `admin-guide/cgroup-v1/memory.rst` (`memory.oom_control`).
public final class KillCounters {

    /// Those of this system.
    public static final KillCounters OF_SYSTEM = new KillCounters(Path.of("/"));

    private static final List<String> FILES_V2 = List.of("memory.events.local", "memory.events");
    private static final List<String> FILES_V1 = List.of("memory.oom_control");
    private static final Pattern COUNT = Pattern.compile("(?m)^oom_kill (\\d+)$");

    /// What the kernel writes for blanks in mountinfo.
    private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

    private final Path root;

    /// `null` until the system has said it.
    private volatile @Nullable Mounts mounts;

    /// Makes it for a system that is shown in a folder, which tests do.
    ///
    /// @param root where `proc` and the mounted folders are
    public KillCounters(Path root) {
        this.root = root;
    }

    /// Where groups are shown as folders.
    ///
    /// @param top the group that is the topmost folder
    /// @param folder where that is
    /// @param files which may hold the count, the best first
    private record Mount(String top, String folder, List<String> files) {}

    /// Where groups are shown that have a limit of memory, by the version of cgroups.
    private record Mounts(Optional<Mount> v1, Optional<Mount> v2) {}

    /// Finds the count for the group of a process.
    ///
    /// @param pid the process; it must live
    /// @return the file; empty if the process is in no group that counts, or if we may not look
    public Optional<Path> ofGroup(long pid) {
        List<String> groups = lines("proc/" + pid + "/cgroup");
        Mounts shown = mounts();
        return groupOf(groups, controllers -> controllers.contains("memory"))
                .flatMap(group -> shown.v1().flatMap(mount -> find(mount, group)))
                .or(() ->
                        groupOf(groups, controllers -> controllers.equals(List.of("")))
                                .flatMap(group -> shown.v2().flatMap(mount -> find(mount, group))));
    }

    /// Gives the file with the count for the whole system.
    ///
    /// @return the file, which need not be there
    public Path ofWholeSystem() {
        return root.resolve("proc/vmstat");
    }

    /// Reads a count.
    ///
    /// @param file found by [#ofGroup] or [#ofWholeSystem]
    /// @return how many processes were ended; empty if the file is gone or says nothing
    public static OptionalLong read(Path file) {
        try {
            Matcher count = COUNT.matcher(Files.readString(file));
            return count.find()
                    ? OptionalLong.of(Long.parseLong(count.group(1)))
                    : OptionalLong.empty();
        } catch (IOException | RuntimeException e) {
            return OptionalLong.empty(); // gone, or not for us
        }
    }

    private Mounts mounts() {
        Mounts known = mounts;
        if (known != null) {
            return known;
        }
        List<String> mountinfo = lines("proc/self/mountinfo");
        Mounts read = new Mounts(mountV1(mountinfo), mountV2(mountinfo));
        if (!mountinfo.isEmpty()) { // or it could not be read now, for want of a descriptor perhaps
            mounts = read;
        }
        return read;
    }

    private interface Choice {
        boolean takes(List<String> controllers);
    }

    /// Finds the name of a group in lines such as `4:memory:/user` and `0::/user`.
    private static Optional<String> groupOf(List<String> lines, Choice choice) {
        return lines.stream()
                .map(line -> line.split(":", 3))
                .filter(parts -> parts.length == 3)
                .filter(parts -> choice.takes(Arrays.asList(parts[1].split(",", -1))))
                .map(parts -> parts[2])
                .findFirst();
    }

    private static Optional<Mount> mountV1(List<String> mountinfo) {
        return mounts(mountinfo, "cgroup", FILES_V1)
                .filter(entry -> entry.options().contains("memory"))
                .map(MountEntry::mount)
                .findFirst();
    }

    private static Optional<Mount> mountV2(List<String> mountinfo) {
        return mounts(mountinfo, "cgroup2", FILES_V2).map(MountEntry::mount).findFirst();
    }

    private record MountEntry(Mount mount, List<String> options) {}

    /// Reads lines such as `35 31 0:32 /top /where rw,relatime shared:1 - cgroup cgroup rw,memory`.
    private static Stream<MountEntry> mounts(
            List<String> mountinfo, String type, List<String> files) {
        List<MountEntry> found = new ArrayList<>();
        for (String line : mountinfo) {
            int separator = line.indexOf(" - ");
            if (separator < 0) {
                continue;
            }
            String[] before = line.substring(0, separator).split(" ", -1);
            String[] after = line.substring(separator + 3).split(" ", -1);
            if (before.length > 4 && after.length > 2 && after[0].equals(type)) {
                Mount mount = new Mount(plain(before[3]), plain(before[4]), files);
                found.add(new MountEntry(mount, Arrays.asList(after[2].split(",", -1))));
            }
        }
        return found.stream();
    }

    private static String plain(String escaped) {
        return OCTAL.matcher(escaped)
                .replaceAll(match ->
                        Matcher.quoteReplacement(
                                Character.toString(Integer.parseInt(match.group(1), 8))));
    }

    /// Goes from the group upwards to the first that has the file.
    private Optional<Path> find(Mount mount, String group) {
        Path top = root.resolve(withoutSlash(mount.folder()));
        for (Path folder = folderOf(mount, top, group);
                folder != null && folder.startsWith(top);
                folder = folder.getParent()) {
            for (String file : mount.files()) {
                Path candidate = folder.resolve(file);
                if (read(candidate).isPresent()) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    private static @Nullable Path folderOf(Mount mount, Path top, String group) {
        String within =
                mount.top().equals("/") || !isWithin(group, mount.top())
                        ? group
                        : group.substring(mount.top().length());
        Path folder = top.resolve(withoutSlash(within)).normalize();
        return Files.isDirectory(folder) && folder.startsWith(top) ? folder : top;
    }

    private static boolean isWithin(String group, String top) {
        return group.equals(top) || group.startsWith(top + "/");
    }

    private static String withoutSlash(String path) {
        return path.startsWith("/") ? path.substring(1) : path;
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(root.resolve(file), StandardCharsets.UTF_8);
        } catch (IOException | RuntimeException e) {
            return List.of(); // no /proc, gone, or not for us
        }
    }
}
