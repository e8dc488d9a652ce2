package io.heddle.internal.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Programs run where paths have odd names, and where little may be written.
///
/// The commands go through a shell: the test's own JVM may have an encoding in which it could not even
/// name such paths.
@Tag("slow")
@ExtendWith(NoLeftovers.class)
class SurroundingsTest {

    /// "größe mit leer 数", in bytes.
    private static final String ODD_NAME =
            "$(printf 'gr\\303\\266\\303\\237e mit leer \\346\\225\\260')";

    @TempDir static Path shared;

    @TempDir Path folder;

    @BeforeAll
    static void makeTheProgram() throws Exception {
        UserProgram.compile(shared.resolve("classes"), Map.of("Job.java", UserProgram.JOB));
        Files.writeString(shared.resolve("Job.java"), UserProgram.JOB);
        UserProgram.jar(shared.resolve("heddle.jar"), "", UserProgram.heddle());
        UserProgram.jar(
                shared.resolve("all.jar"), "Job", shared.resolve("classes"), UserProgram.heddle());
    }

    /// Runs a script that finds the program's files in `$files`, a place of its own in `$place`, and `java`
    /// in `$java`.
    private UserProgram script(String... lines) throws IOException {
        Path place = Files.createDirectories(folder.resolve("place"));
        return UserProgram.in(folder)
                .briefChildren()
                .environment("files", shared.toString())
                .environment("place", place.toString())
                .environment("java", UserProgram.javaForScripts())
                .command("sh", "-e", "-c", String.join("\n", lines));
    }

    private UserProgram oddScript(String... lines) throws IOException {
        return script(
                        "odd=\"$place/" + ODD_NAME + "\"",
                        "mkdir \"$odd\" \"$odd/tmp\"",
                        "cp -r \"$files\"/* \"$odd\"",
                        "cd \"$odd\"",
                        String.join("\n", lines))
                .environment("LC_ALL", "C.UTF-8");
    }

    // ---- odd names
    // -------------------------------------------------------------------------------

    @Test
    void everythingLiesInAFolderWithSpacesAndLettersBeyondAscii() throws Exception {
        oddScript(
                        "exec $java -Djava.io.tmpdir=\"$odd/tmp\" -cp"
                                + " \"$odd/classes:$odd/heddle.jar\" Job")
                .run(folder.resolve("run"))
                .isRight();
    }

    @Test
    void moduleLiesInAFolderWithSpacesAndLettersBeyondAscii() throws Exception {
        oddScript("exec $java -cp classes -p \"$odd/heddle.jar\" --add-modules io.heddle Job")
                .unset("JDK_JAVA_OPTIONS")
                .run(folder.resolve("run"))
                .isRight();
    }

    @Test
    void sourceLiesInAFolderWithSpacesAndLettersBeyondAscii() throws Exception {
        oddScript("exec $java -cp heddle.jar \"$odd/Job.java\"")
                .run(folder.resolve("run"))
                .isRight();
    }

    @Test
    void argumentsComeFromAFileInAFolderWithSpacesAndLettersBeyondAscii() throws Exception {
        oddScript(
                        "echo \"-cp \\\"$odd/all.jar\\\" '-Djava.io.tmpdir=$odd/tmp' Job\" >"
                                + " \"$odd/arguments\"",
                        "exec $java @\"$odd/arguments\"")
                .run(folder.resolve("run"))
                .isRight();
    }

    /// Java itself then cannot name what lies outside of ASCII, so it must not lie on the class path.
    @Test
    void programRunsInTheLocaleThatKnowsOnlyAscii() throws Exception {
        script("cd \"$files\"", "exec $java -cp classes:heddle.jar Job")
                .environment("LC_ALL", "C")
                .run(folder.resolve("run"))
                .isRight();
    }

    @Test
    void folderForTemporaryFilesThatCannotBeNamedIsReplaced() throws Exception {
        oddScript(
                        "cd \"$files\"",
                        "exec $java -Djava.io.tmpdir=\"$odd/tmp\" -cp classes:heddle.jar Job")
                .environment("LC_ALL", "C")
                .run(folder.resolve("run"))
                .isRight();
    }

    @Test
    void folderForTemporaryFilesThatIsNotThereIsReplaced() throws Exception {
        script("exec $java -Djava.io.tmpdir=/no/such/folder -jar \"$files/all.jar\"")
                .run(folder.resolve("run"))
                .isRight();
    }

    @Test
    void folderForTemporaryFilesMayHaveALongPath() throws Exception {
        script(
                        "long=\"$place/" + "a".repeat(100) + "\"",
                        "mkdir \"$long\"",
                        "exec $java -Djava.io.tmpdir=\"$long\" -jar \"$files/all.jar\"")
                .run(folder.resolve("run"))
                .isRight();
    }

    // ---- little may be written
    // ---------------------------------------------------------------------

    /// Runs a script with mounts of its own.
    private UserProgram scriptWithMounts(String... lines) throws Exception {
        Optional<String> option =
                Stream.of("-m", "-Urm").filter(SurroundingsTest::mayUnshare).findFirst();
        assumeTrue(option.isPresent(), "this system lets us make no mounts");
        return script(
                "exec unshare " + option.get() + " sh -e -c '" + String.join("\n", lines) + "'");
    }

    private static boolean mayUnshare(String option) {
        try {
            return new ProcessBuilder("unshare", option, "mount", "-t", "tmpfs", "none", "/mnt")
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void workingDirectoryIsReadOnly() throws Exception {
        scriptWithMounts(
                        "mkdir $place/work",
                        "mount --bind $place/work $place/work",
                        "mount -o remount,bind,ro $place/work",
                        "cd $place/work",
                        "if touch x 2>/dev/null; then exit 99; fi",
                        "exec $java -jar $files/all.jar")
                .run(folder.resolve("run"))
                .isRight();
    }

    @Test
    void thereIsNoSharedMemoryFileSystem() throws Exception {
        scriptWithMounts(
                        "mount -t tmpfs -o ro,mode=000 none /dev/shm",
                        "if touch /dev/shm/x 2>/dev/null; then exit 99; fi",
                        "exec $java -jar $files/all.jar")
                .run(folder.resolve("run"))
                .isRight();
    }

    @Test
    void sharedMemoryFileSystemIsTooSmallForAWire() throws Exception {
        scriptWithMounts(
                        "mount -t tmpfs -o size=1m none /dev/shm",
                        "exec $java -Dheddle.wire=memory -jar $files/all.jar")
                .run(folder.resolve("run"))
                .isRight();
    }

    @Test
    void sharedMemoryFileSystemIsAsSmallAsInAContainer() throws Exception {
        scriptWithMounts(
                        "mount -t tmpfs -o size=64m none /dev/shm",
                        "head -c 30000000 /dev/zero > /dev/shm/of-others",
                        "$java -jar $files/all.jar",
                        "rm /dev/shm/of-others",
                        "test -z \"$(ls -A /dev/shm)\"")
                .run(folder.resolve("run"))
                .isRight();
    }

    /// `/tmp` cannot be written to, nor anything but the one folder that the program is told about.
    @Test
    void onlyTheFolderForTemporaryFilesCanBeWrittenTo() throws Exception {
        UserProgram.Outcome outcome =
                scriptWithMounts(
                                "mkdir $place/only",
                                "mount --rbind / /mnt",
                                "mount -o remount,bind,ro /mnt",
                                "mount --bind $place/only /mnt$place/only",
                                "mount -t tmpfs -o ro,mode=000 none /mnt/dev/shm",
                                "cd /mnt",
                                "exec chroot /mnt sh -e -c \"",
                                "  cd /",
                                "  if touch /tmp/x 2>/dev/null; then exit 98; fi",
                                "  if touch /dev/shm/x 2>/dev/null; then exit 99; fi",
                                "  exec $java -Djava.io.tmpdir=$place/only -jar $files/all.jar\"")
                        .run(folder.resolve("run"));

        outcome.isRight();
        assertThat(folder.resolve("place/only")).isEmptyDirectory();
    }
}
