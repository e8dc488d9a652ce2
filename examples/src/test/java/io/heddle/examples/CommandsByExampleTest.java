package io.heddle.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Each small program about commands shows what it is there for.
class CommandsByExampleTest {

    @Test
    void exitCodeOfACallIsThatOfTheProgramAndAMissingOneIsNamed() throws Exception {
        assertThat(CommandsByExample.call()).isZero();
        assertThat(CommandsByExample.missing()).contains("no such program", "program=nslookpu");
        assertThat(CommandsByExample.checked()).matches("[12] 1");
    }

    @Test
    void textGoesInAndComesOut() throws Exception {
        assertThat(CommandsByExample.sorted()).isEqualTo("a\nb\n");
        assertThat(CommandsByExample.pipeline()).isEqualTo("3 words, [0, 0, 0]");
        assertThat(CommandsByExample.lines()).containsExactly("1", "2", "3");
    }

    @Test
    void conversationIsInTheCharsetOfTheProgram() throws Exception {
        assertThat(CommandsByExample.communicate()).isEqualTo("[q=域名]\nname: python.org\n");
    }

    @Test
    @Tag("slow")
    void muchGoesBothWaysAtOnce() throws Exception {
        assertThat(CommandsByExample.bothWays(8)).isEqualTo(2L * 8 * 1024 * 1024);
    }

    @Test
    @Tag("slow")
    void whatTakesTooLongIsEndedAndTheFirstOneIsTaken() throws Exception {
        assertThat(CommandsByExample.inTime()).isEqualTo("begun\n");
        assertThat(CommandsByExample.firstOfMany()).isEqualTo("here");
    }
}
