package io.heddle.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkBookTest {

    @TempDir private Path folder;

    private void file(String name, long... marks) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate(marks.length * Long.BYTES);
        for (long mark : marks) {
            bytes.putLong(mark);
        }
        Files.write(folder.resolve(name), bytes.array());
    }

    @Test
    void whatMarksSayIsRead() throws Exception {
        Marks marks = new Marks(folder.toString());
        marks.begin(5);
        marks.end(5);
        marks.begin(6);
        marks.close();

        MarkBook book = MarkBook.read(folder);
        long pid = ProcessHandle.current().pid();

        assertThat(book.repeated()).isEmpty();
        assertThat(book.runsOf(Set.of(5L, 6L)))
                .containsEntry(5L, List.of(new MarkBook.Run(pid, true)))
                .containsEntry(6L, List.of(new MarkBook.Run(pid, false)));
    }

    @Test
    void runThatBeganTwiceIsFoundAcrossProcesses() throws Exception {
        file("10-a", 5 << 1, 6 << 1, 6 << 1 | 1);
        file("11-b", 5 << 1, 5 << 1 | 1);

        MarkBook book = MarkBook.read(folder);

        assertThat(book.repeated()).containsExactly(5L);
        assertThat(book.runsOf(Set.of(5L)).get(5L))
                .containsExactly(new MarkBook.Run(10, false), new MarkBook.Run(11, true));
    }
}
