package io.heddle.console.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.console.quickstart.FileTree.Found;
import io.heddle.console.quickstart.FileTree.Selection;
import io.heddle.console.quickstart.Problems.Problem;
import io.heddle.console.quickstart.Problems.Sort;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreeTest {

    private static final Selection USUAL = new Selection(false, false, Set.of());
    private static final Selection ALL = new Selection(true, false, Set.of());
    private static final Selection FOLLOWING = new Selection(false, true, Set.of());

    @TempDir private Path temporary;
    private Path root;
    private final Problems problems = new Problems();

    @BeforeEach
    void findTheRealPath() throws IOException {
        root = Files.createDirectory(temporary.toRealPath().resolve("root"));
    }

    @Test
    void findsRegularFilesInTheOrderOfTheirNames() throws IOException {
        write("b.txt");
        write("a/z.txt");
        write("a/sub/x y.txt");
        write(".hidden-file");

        assertThat(names(USUAL))
                .containsExactly(".hidden-file", "a/sub/x y.txt", "a/z.txt", "b.txt");
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void leavesHiddenAndGeneratedDirectoriesOutAndSaysSo() throws IOException {
        write(".git/config");
        write("target/x.class");
        write("sub/node_modules/y.js");
        write("sub/targets/z");

        Found found = FileTree.walk(root, USUAL, problems);

        assertThat(found.files()).extracting(SourceFile::name).containsExactly("sub/targets/z");
        assertThat(found.leftOut()).containsExactly(".git", "sub/node_modules", "target");
    }

    @Test
    void allMeansAll() throws IOException {
        write(".git/config");
        write("target/x.class");

        assertThat(names(ALL)).containsExactly(".git/config", "target/x.class");
    }

    @Test
    void theDirectoryThatWasAskedForIsEnteredWhateverItsName() throws IOException {
        write("target/x.class");
        root = root.resolve("target");

        assertThat(names(USUAL)).containsExactly("x.class");
    }

    @Test
    void ourOwnReportsAreNoInput() throws IOException {
        write("result.json");
        write("other.json");
        Selection selection = new Selection(false, false, Set.of(root.resolve("result.json")));

        assertThat(names(selection)).containsExactly("other.json");
    }

    @Test
    void linksAreNotFollowedAndEachIsReportedForWhatItIs() throws IOException {
        write("file");
        Files.createDirectory(root.resolve("sub"));
        link("to-file", "file");
        link("itself", ".");
        link("sub/up", "../..");
        link("ping", "pong");
        link("pong", "ping");
        link("nothing", "no/such/file");

        assertThat(names(USUAL)).containsExactly("file");
        assertThat(problems.all())
                .containsExactlyInAnyOrder(
                        new Problem(Sort.LINK, "to-file", "-> file"),
                        new Problem(Sort.LOOP, "itself", "-> ."),
                        new Problem(Sort.LOOP, "sub/up", "-> ../.."),
                        new Problem(Sort.LOOP, "ping", "-> pong"),
                        new Problem(Sort.LOOP, "pong", "-> ping"),
                        new Problem(Sort.DANGLING, "nothing", "-> no/such/file"));
    }

    @Test
    void followingLinksEndsInSpiteOfLoops() throws IOException {
        write("sub/file");
        link("sub/again", "..");
        link("ping", "ping");
        link("copy", "sub/file");
        link("nothing", "no/such/file");

        assertThat(names(FOLLOWING)).containsExactly("copy", "sub/file");
        assertThat(problems.all())
                .containsExactlyInAnyOrder(
                        new Problem(Sort.LOOP, "sub/again", "-> .."),
                        new Problem(Sort.LOOP, "ping", "-> ping"),
                        new Problem(Sort.DANGLING, "nothing", "-> no/such/file"));
    }

    @Test
    void fifosAndSocketsAreReportedAndNotOpened() throws Exception {
        write("file");
        Shell.output("mkfifo", root.resolve("fifo").toString());
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(root.resolve("socket")));

            assertThat(names(FOLLOWING)).containsExactly("file");
        }
        assertThat(problems.all())
                .containsExactlyInAnyOrder(
                        new Problem(Sort.SPECIAL, "fifo", "fifo"),
                        new Problem(Sort.SPECIAL, "socket", "socket"));
    }

    @Test
    void fileSystemsOfTheKernelAreNotEntered() throws IOException {
        Path proc = Path.of("/proc");
        assumeTrue(Files.getFileStore(proc).type().equals("proc"), "a /proc is needed");
        link("linked", "/proc");
        link("memory", "/proc/self/mem");
        try {
            assertThat(names(FOLLOWING)).isEmpty();
        } finally {
            // JUnit would wonder about links that lead out of its folder
            Files.delete(root.resolve("linked"));
            Files.delete(root.resolve("memory"));
        }
        assertThat(problems.all())
                .containsExactlyInAnyOrder(
                        new Problem(Sort.KERNEL, "linked", "proc"),
                        new Problem(Sort.KERNEL, "memory", "proc"));
    }

    @Test
    void anEmptyDirectoryHasNoFilesAndNoProblems() throws IOException {
        assertThat(names(USUAL)).isEmpty();
        assertThat(problems.all()).isEmpty();
    }

    private List<String> names(Selection selection) throws IOException {
        return FileTree.walk(root, selection, problems).files().stream()
                .map(SourceFile::name)
                .toList();
    }

    private void write(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, name);
    }

    private void link(String name, String target) throws IOException {
        Files.createSymbolicLink(root.resolve(name), Path.of(target));
    }
}
