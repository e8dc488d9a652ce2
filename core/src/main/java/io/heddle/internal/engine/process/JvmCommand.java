package io.heddle.internal.engine.process;

import io.heddle.internal.os.ProcFs;
import io.heddle.internal.recording.Recorder;
import io.heddle.spi.ChildOptions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Builds the command line of a child: the same JDK, the same classes, the same view of modules as this
/// process, and little else.
///
/// A child inherits the system properties and the module options of its parent's command line, not its
/// heap sizes, agents or debuggers. It is started through the `setsid` program where there is one, so
/// that it has a session of its own before its JVM begins.
final class JvmCommand {

    private static final Set<String> INHERITED_WITH_VALUE =
            Set.of(
                    "-p",
                    "--module-path",
                    "--upgrade-module-path",
                    "--add-modules",
                    "--limit-modules",
                    "--patch-module",
                    "--add-exports",
                    "--add-opens",
                    "--add-reads",
                    "--enable-native-access");
    private static final Set<String> INHERITED_ALONE =
            Set.of("--enable-preview", "-ea", "-da", "-esa", "-dsa");
    private static final List<String> INHERITED_BEGINNINGS =
            List.of(
                    "-D",
                    "-ea:",
                    "-da:",
                    "-enableassertions",
                    "-disableassertions",
                    "-Xbootclasspath/a:",
                    "--illegal-native-access=",
                    "--sun-misc-unsafe-memory-access=");
    private static final Set<String> SKIPPED_WITH_VALUE =
            Set.of("-cp", "-classpath", "--class-path", "--source");

    private static final Optional<String> SETSID = find("setsid");
    private static final List<String> INHERITED =
            isStartedByJava() ? inherited(expanded(ProcFs.ownCommandLine())) : List.of();

    private JvmCommand() {}

    /// Builds the command.
    ///
    /// @param options what the user asked for
    /// @param share what the child gets where the user did not ask for something else
    /// @param temporary the folder for its temporary files
    /// @param crash where a report of a crash goes
    /// @param label shown by `ps`
    /// @throws IOException if there is no room for what the child needs
    static List<String> of(
            ChildOptions options, Share share, Path temporary, CrashFile crash, String label)
            throws IOException {
        List<String> command = new ArrayList<>();
        SETSID.ifPresent(command::add);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(INHERITED);
        command.addAll(ownSettings());
        command.addAll(crash.options());
        long heap = options.maxHeapBytes() > 0 ? options.maxHeapBytes() : share.heapBytes();
        command.add("-Xmx" + heap);
        command.add("-XX:ActiveProcessorCount=" + share.processors());
        command.add("-Djava.io.tmpdir=" + temporary);
        if (Recorder.ON) {
            Recorder.folder()
                    .ifPresent(folder -> command.add("-D" + Recorder.PROPERTY + "=" + folder));
        }
        command.addAll(options.jvmArgs());
        addMain(command);
        command.add(label);
        return command;
    }

    /// What makes a JVM a quiet and predictable worker: no words of its own on standard output, no files
    /// but the report of a crash, an end instead of limping on when memory is used up.
    private static List<String> ownSettings() {
        return List.of(
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-PrintWarnings",
                "-Xlog:disable",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Djava.util.logging.config.class=" + WorkerLogConfiguration.class.getName());
    }

    private static void addMain(List<String> command) throws IOException {
        String classPath = classPath();
        if (!classPath.isEmpty()) {
            command.addAll(List.of("-cp", classPath));
        }
        Module own = JvmCommand.class.getModule();
        if (own.isNamed() && !BootJar.isNeeded()) {
            command.addAll(List.of("--add-modules", namesOfBootModules()));
            command.addAll(List.of("-m", own.getName() + "/" + WorkerMain.class.getName()));
        } else {
            command.add(WorkerMain.class.getName());
        }
    }

    private static String classPath() throws IOException {
        String own = System.getProperty("java.class.path", "");
        if (!BootJar.isNeeded()) {
            return own;
        }
        Path folder = Listener.current().folder();
        String boot = ChildLauncher.onLauncherThread(() -> BootJar.in(folder)).toString();
        return own.isEmpty() ? boot : boot + File.pathSeparator + own;
    }

    /// All modules that this process has, so that the child resolves the user's own ones too.
    private static String namesOfBootModules() {
        return String.join(
                ",", ModuleLayer.boot().modules().stream().map(Module::getName).sorted().toList());
    }

    /// The options of other programs, such as `jshell`, may look like those of `java` and are none.
    private static boolean isStartedByJava() {
        return ProcessHandle.current()
                .info()
                .command()
                .map(Path::of)
                .filter(program -> program.endsWith("java") || program.endsWith("java.exe"))
                .isPresent();
    }

    static List<String> inherited(List<String> arguments) {
        List<String> inherited = new ArrayList<>();
        Iterator<String> rest = arguments.stream().skip(1).iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (!argument.startsWith("-")
                    || Set.of("-jar", "-m", "--module").contains(argument)
                    || argument.startsWith("--module=")) {
                break; // the rest is for the program
            }
            if (INHERITED_WITH_VALUE.contains(argument) && rest.hasNext()) {
                inherited.add(argument);
                inherited.add(rest.next());
            } else if (SKIPPED_WITH_VALUE.contains(argument) && rest.hasNext()) {
                rest.next();
            } else if (isInherited(argument)) {
                inherited.add(argument);
            }
        }
        return inherited;
    }

    private static boolean isInherited(String argument) {
        int equals = argument.indexOf('=');
        String option = equals < 0 ? argument : argument.substring(0, equals);
        return INHERITED_ALONE.contains(argument)
                || (equals > 0 && INHERITED_WITH_VALUE.contains(option))
                || INHERITED_BEGINNINGS.stream().anyMatch(argument::startsWith);
    }

    /// Puts the contents of argument files (`@file`) in their place.
    ///
    /// ## Source
    /// The manual page of `java`, "java Command-Line Argument Files".
    private static List<String> expanded(List<String> arguments) {
        List<String> expanded = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("@") && !argument.startsWith("@@")) {
                expanded.addAll(ArgumentFile.read(Path.of(argument.substring(1))));
            } else {
                expanded.add(argument);
            }
        }
        return expanded;
    }

    private static Optional<String> find(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return Stream.concat(
                        Arrays.stream(path.split(File.pathSeparator, -1)),
                        Stream.of("/usr/bin", "/bin"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }
}
