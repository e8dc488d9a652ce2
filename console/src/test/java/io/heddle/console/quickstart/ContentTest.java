package io.heddle.console.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTest {

    @TempDir private Path folder;

    @Test
    void anEmptyFileHasTheDigestOfNothing() throws IOException {
        Path file = Files.createFile(folder.resolve("empty"));

        assertThat(Content.read(file, 0))
                .isEqualTo(
                        new Content(
                                0,
                                0,
                                0,
                                "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "one",
                "one\n",
                " leading and trailing \n\n",
                "tab\tseparated\tvalues\r\nand\u000bmore\u000c\n",
                "\n\n\n",
                "no line end at the end\nof the last line"
            })
    void agreesWithSha256sumAndWc(String text) throws Exception {
        assertAgreesWithTheSystem(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void aFileOfManyBuffersAgreesWithSha256sumAndWc() throws Exception {
        byte[] letters = "abcdefghij klmnop\tqrstu\nvwxyz\n".getBytes(StandardCharsets.US_ASCII);
        Random random = new Random(42);
        byte[] bytes = new byte[3_000_001];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = letters[random.nextInt(letters.length)];
        }

        assertAgreesWithTheSystem(bytes);
    }

    @Test
    void aWrongIdeaOfTheLengthChangesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("text"), "a b c\n".repeat(50_000));

        Content content = Content.read(file, 300_000);

        assertThat(Content.read(file, 0)).isEqualTo(content);
        assertThat(Content.read(file, Long.MAX_VALUE - 1)).isEqualTo(content);
    }

    @Test
    void wordsAndLinesDoNotDependOnWhereThePiecesEnd() {
        byte[] text = "two words\nand  more \n".getBytes(StandardCharsets.US_ASCII);
        for (int cut = 0; cut <= text.length; cut++) {
            TextCount count = new TextCount();
            count.add(text, cut);
            count.add(java.util.Arrays.copyOfRange(text, cut, text.length), text.length - cut);

            assertThat(count.words()).as("cut at %d", cut).isEqualTo(4);
            assertThat(count.lines()).as("cut at %d", cut).isEqualTo(2);
        }
    }

    private void assertAgreesWithTheSystem(byte[] bytes) throws Exception {
        Path file = Files.write(folder.resolve("file"), bytes);

        Content content = Content.read(file, bytes.length);

        String digest = Shell.output("sha256sum", file.toString());
        String[] counts = Shell.output("wc", "-lwc", file.toString()).strip().split(" +", -1);
        assertThat(digest).startsWith(content.sha256() + " ");
        assertThat(content.lines()).isEqualTo(Long.parseLong(counts[0]));
        assertThat(content.words()).isEqualTo(Long.parseLong(counts[1]));
        assertThat(content.bytes()).isEqualTo(Long.parseLong(counts[2])).isEqualTo(bytes.length);
    }
}
