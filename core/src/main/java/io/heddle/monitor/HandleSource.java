package io.heddle.monitor;

import io.heddle.StrandStatus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// What the JDK tells of a process on any system.
final class HandleSource implements ProcessSource {

    @Override
    public Optional<ProcessInfo> of(long pid) {
        return pid > Integer.MAX_VALUE // of which the JDK would look at the last 32 bits
                ? Optional.empty()
                : ProcessHandle.of(pid).flatMap(HandleSource::look);
    }

    private static Optional<ProcessInfo> look(ProcessHandle process) {
        ProcessHandle.Info info = process.info();
        OptionalLong parent = process.parent().stream().mapToLong(ProcessHandle::pid).findFirst();
        ProcessInfo seen =
                new ProcessInfo(
                        process.pid(),
                        parent,
                        info.command().map(HandleSource::fileName).orElse(""),
                        StrandStatus.RUNNING,
                        info.startInstant(),
                        info.user(),
                        commandLine(info),
                        Optional.empty(), // the JDK knows the sum alone
                        Optional.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalInt.empty(),
                        OptionalInt.empty());
        return process.isAlive() ? Optional.of(seen) : Optional.empty();
    }

    private static String fileName(String command) {
        return String.valueOf(Path.of(command).getFileName());
    }

    private static List<String> commandLine(ProcessHandle.Info info) {
        return info.command().stream()
                .flatMap(command ->
                        Stream.concat(
                                Stream.of(command), info.arguments().stream().flatMap(Stream::of)))
                .toList();
    }
}
