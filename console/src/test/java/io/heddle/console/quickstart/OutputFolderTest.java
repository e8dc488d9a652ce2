package io.heddle.console.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {

    private static final String OURS =
            "{\n  \"tool\": \"heddle quickstart\",\n  \"schema\": 1\n}\n";

    @TempDir private Path temporary;

    @Test
    void isCreatedIfMissingAndGivesAbsolutePaths() throws IOException {
        OutputFolder folder = OutputFolder.open(temporary.resolve("new/one"));

        Path file = folder.write("result.json", out -> out.append("text"));

        assertThat(file).isAbsolute().hasContent("text");
        assertThat(list(file.getParent())).containsExactly("result.json");
    }

    @Test
    void aReportOfAnEarlierTourIsReplaced() throws IOException {
        Files.writeString(temporary.resolve("result.json"), OURS);

        Path file = OutputFolder.open(temporary).write("result.json", out -> out.append("new"));

        assertThat(file).hasContent("new");
    }

    @Test
    void aFileOfSomebodyElseIsNotTouched() throws IOException {
        Path theirs = Files.writeString(temporary.resolve("result.json"), "{\"precious\": true}");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> OutputFolder.open(temporary))
                .withMessageContaining("result.json")
                .withMessageContaining("not written by heddle quickstart");
        assertThat(theirs).hasContent("{\"precious\": true}");
    }

    @Test
    void aLinkOfThatNameIsNotFollowed() throws IOException {
        Path target = Files.writeString(temporary.resolve("target"), OURS);
        Files.createSymbolicLink(temporary.resolve("timeline.html"), target);

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> OutputFolder.open(temporary));
    }

    @Test
    void aFailureInTheMiddleLeavesTheOldReportAndNoDraft() throws IOException {
        Files.writeString(temporary.resolve("result.json"), OURS);
        OutputFolder folder = OutputFolder.open(temporary);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() ->
                        folder.write(
                                "result.json",
                                out -> {
                                    out.append("half");
                                    throw new IOException("disk full");
                                }));

        assertThat(temporary.resolve("result.json")).hasContent(OURS);
        assertThat(list(temporary)).containsExactly("result.json");
    }

    @Test
    void aFileIsNoFolder() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> OutputFolder.open(file))
                .withMessageContaining("not a directory");
    }

    private static List<String> list(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
