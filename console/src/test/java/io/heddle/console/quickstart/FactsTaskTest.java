package io.heddle.console.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsTaskTest {

    @TempDir private Path folder;

    @Test
    void tellsWhoReadTheFileAndWhen() throws IOException {
        Path file = Files.writeString(folder.resolve("a file"), "three short words\n");
        Instant before = Instant.now();

        FileFacts facts = new FactsTask(file.toUri()).call();

        assertThat(facts.content().words()).isEqualTo(3);
        assertThat(facts.stint().pid()).isEqualTo(ProcessHandle.current().pid());
        assertThat(facts.stint().thread()).isEqualTo(Thread.currentThread().getName());
        assertThat(facts.stint().begin()).isBetween(before, facts.stint().end());
        assertThat(facts.modifiedMillis()).isEqualTo(Files.getLastModifiedTime(file).toMillis());
    }

    @Test
    void travelsThereAndItsResultBack() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");

        FactsTask there = copy(new FactsTask(file.toUri()));
        FileFacts here = there.call();

        assertThat(copy(here)).isEqualTo(here);
    }

    @Test
    void neverOpensAFifo() throws Exception {
        Path fifo = folder.resolve("fifo");
        Shell.output("mkfifo", fifo.toString());

        // opened, it would wait for a writer until the time of the test is up
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> new FactsTask(fifo.toUri()).call())
                .withMessageContaining("no longer a regular file");
    }

    @Test
    void aFileThatIsGoneIsSaidToBeGone() {
        Path file = folder.resolve("gone");

        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> new FactsTask(file.toUri()).call());
    }

    @Test
    void aFailureInTheMiddleOfReadingIsReported() {
        Path memory = Path.of("/proc/self/mem");
        assumeTrue(Files.isRegularFile(memory), "a file that opens and cannot be read is needed");

        // nothing is mapped at address 0, so the kernel refuses the first read, root or not
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new FactsTask(memory.toUri()).call());
    }

    @Test
    void readsANameThatIsNotUtf8() throws Exception {
        Shell.output(
                "sh", "-c", "printf 'a b' > \"$1/$(printf 'caf\\351')\"", "sh", folder.toString());
        Path file;
        try (var files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }

        FileFacts facts = copy(new FactsTask(file.toUri())).call();

        assertThat(facts.content().words()).isEqualTo(2);
        assertThat(new Names(folder.toRealPath()).of(file.toUri())).isEqualTo("caf\\xE9");
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T original) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }
}
