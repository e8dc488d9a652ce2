package io.heddle.console.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    @ParameterizedTest
    @CsvSource({
        "file:///tmp/d/plain.txt, plain.txt",
        "file:///tmp/d/two%20words, two words",
        "file:///tmp/d/sub/deep, sub/deep",
        "file:///tmp/d/sub/, sub",
        "file:///tmp/d/line%0Aend, line\\nend",
        "file:///tmp/d/%09tab%0D, \\ttab\\r",
        "file:///tmp/d/%1B%5B31mred, \\x1B[31mred",
        "file:///tmp/d/back%5Cslash, back\\\\slash",
        "file:///tmp/d/caf%C3%A9, café",
        "file:///tmp/d/caf%E9, caf\\xE9",
        "file:///tmp/d/%E6%B1%89%E5%AD%97, 汉字",
        "file:///tmp/d/%F0%9F%98%80%FF, 😀\\xFF",
        "file:///tmp/d/%E6%B1, \\xE6\\xB1",
        "file:///tmp/d/right%E2%80%AEleft, right\\xE2\\x80\\xAEleft"
    })
    void isOneLineThatCannotSpeakToATerminal(String uri, String name) {
        assertThat(new Names(Path.of("/tmp/d")).of(URI.create(uri))).isEqualTo(name);
    }

    @Test
    void belowTheRootOfTheFileSystemToo() {
        assertThat(new Names(Path.of("/")).of(URI.create("file:///nowhere/x")))
                .isEqualTo("nowhere/x");
    }

    @Test
    void aRelativePathIsMadeWhole() {
        assertThat(Names.printable(Path.of("no such file")))
                .isEqualTo(Path.of("").toAbsolutePath() + "/no such file");
    }
}
