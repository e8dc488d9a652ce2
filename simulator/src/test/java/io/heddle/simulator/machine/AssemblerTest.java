package io.heddle.simulator.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;

/// Program texts, and what is said about wrong ones.
class AssemblerTest {

    @Test
    void labelsCommentsBlanksAndLettersAreAsPeopleWriteThem() {
        Program plain = Program.assemble("LOAD A, 2000\nADD A, A, A\nHALT");
        Program odd =
                Program.assemble(
                        "\n  # a comment\nstart:\n\tload a ,2000 ; another\n one: two: Add A,A\nhalt\r\n");

        assertThat(odd).isEqualTo(plain);
        assertThat(plain.start()).isEqualTo(100);
        assertThat(plain.words()).containsOnlyKeys(100, 104, 108);
    }

    @Test
    void programBeginsAtItsFirstInstructionWhereverDataIs() {
        Program program = Program.assemble("AT 40\nDATA 1, 2\nbegin: LOAD A, 40\nAT 400\nHALT");

        assertThat(program.start()).isEqualTo(48);
        assertThat(program.words()).containsOnlyKeys(40, 44, 48, 400);
    }

    @Test
    void wrongTextsAreRefusedWithPlaceCulpritAndAdvice() {
        refused("HALT\n  LAOD A, 1", 2, 3, "unknown instruction", "LAOD", "did you mean LOAD?");
        refused("FLY A", 1, 1, "unknown instruction", "FLY", "There are HALT, LOAD, STORE");
        refused(
                "LOAD A",
                1,
                1,
                "LOAD has 2 operands, not 1",
                "LOAD",
                "write LOAD register, address");
        refused("HALT A", 1, 6, "HALT has 0 operands, not 1", "A", "write HALT");
        refused(
                "MUL A, B, C, D",
                1,
                14,
                "MUL has 2 or 3 operands, not 4",
                "D",
                "register[, register]");
        refused("LOAD I, 100", 1, 6, "not a register", "I", "registers are A, B");
        refused("ADD A, 5", 1, 8, "not a register", "5", "registers are");
        refused("LOAD A, [7]", 1, 10, "not a register", "7", "registers are");
        refused("LOAD A, 2002", 1, 9, "multiple of 4", "2002", "2000 and 2004");
        refused("LOAD A, -4", 1, 9, "does not fit", "-4", "from 0 to 1048575");
        refused("SET A, 524288", 1, 8, "does not fit", "524288", "from -524288 to 524287");
        refused("SET A, x", 1, 8, "not a number", "x", "digits");
        refused("SET A,", 1, 7, "not a number", "", "digits");
        refused("JUMP away", 1, 6, "neither an address nor a label", "away", "no labels");
        refused("one: HALT\nJUMP two", 2, 6, "neither an address", "two", "labels are one");
        refused("a1: HALT\na1: HALT", 2, 1, "there twice", "a1", "something else");
        refused("B: HALT", 1, 1, "like a register", "B", "longer word");
        refused("1a: HALT", 1, 1, "a label has letters", "1a", "no digit");
        refused("HALT\nAT 100\nDATA 5", 1, 1, "same address, 100", "HALT", "AT above");
        refused("HALT\nDATA", 2, 1, "no value", "DATA", "DATA number");
        refused("HALT\nDATA 2147483648", 2, 6, "does not fit", "2147483648", "2147483647");
        refused("AT", 1, 1, "one operand", "AT", "AT address");
        refused("AT 1048572\nHALT", 2, 1, "longer than any memory", "HALT", "1048575");
        refused("", 1, 1, "at least one instruction", "", "HALT");
        refused("; nothing\n", 1, 1, "at least one instruction", "", "HALT");
    }

    private static void refused(
            String source, int line, int column, String what, String found, String advice) {
        AssemblyException refusal =
                catchThrowableOfType(AssemblyException.class, () -> Program.assemble(source));

        assertThat(refusal).as(source).isNotNull();
        assertThat(refusal)
                .hasMessageContaining(what)
                .hasMessageContaining("line=%d column=%d found='%s'; ", line, column, found)
                .hasMessageContaining(advice);
        assertThat(refusal.line()).isEqualTo(line);
        assertThat(refusal.column()).isEqualTo(column);
    }
}
