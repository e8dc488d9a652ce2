package io.heddle.simulator.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.simulator.machine.Step.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The processor at work.
class MachineTest {

    /// The program of the seed documents: at 100 to 112, its data at 2000 and 2004, its result at 2008.
    private static final String PRODUCT =
            """
            LOAD A, 2000
            LOAD B, 2004
            MUL C, A, B
            STORE C, 2008
            HALT
            AT 2000
            DATA 6, 7
            """;

    @Test
    void wordsAreFetchedFrom100OnMultipliedAndStored() {
        List<Step> steps = Machine.load(PRODUCT).steps().toList();

        assertThat(steps).hasSize(15);
        assertThat(steps.getFirst())
                .hasToString(
                        "  1 FETCH    the instruction register takes the word at 100, the program counter goes on to 104");
        assertThat(steps.get(1).told()).isEqualTo("LOAD A, 2000: copy the word at 2000 into A");
        assertThat(steps.get(2).told()).isEqualTo("A = 6, from 2000");
        assertThat(steps.get(8).told()).isEqualTo("C = A * B = 6 * 7 = 42");
        assertThat(steps)
                .filteredOn(step -> step.stage() == Stage.FETCH)
                .extracting(step -> step.after().programCounter())
                .containsExactly(104, 108, 112, 116, 120);
        Snapshot end = steps.getLast().after();
        assertThat(end.word(2008)).isEqualTo(42);
        assertThat(end.register(Register.C)).isEqualTo(42);
        assertThat(end.halted()).isTrue();
    }

    @Test
    void stepsAreDonePieceByPieceAndPicturesDoNotChange() {
        Machine machine = Machine.load(PRODUCT);
        Snapshot before = machine.snapshot();
        List<Step> steps = machine.steps().toList();

        // fetched and not yet done
        assertThat(steps.getFirst().after().instruction()).hasToString("Optional[LOAD A, 2000]");
        assertThat(steps.get(1).after().register(Register.A)).isZero();
        assertThat(before.programCounter()).isEqualTo(100);
        assertThat(before.word(2008)).isZero();
        assertThat(steps.get(10).after().word(2008)).isZero();
        assertThat(steps.get(11).after().word(2008)).isEqualTo(42);
        assertThat(machine.run()).usingRecursiveComparison().isEqualTo(steps.getLast().after());
    }

    @Test
    void viewShowsRegistersAndMemory() {
        assertThat(Machine.load(PRODUCT).steps().skip(8).findFirst().orElseThrow().after().view())
                .isEqualTo(
                        """
                        program counter       112
                        instruction register  MUL C, A, B
                        data registers        A=6 B=7 C=42 D=0 E=0 F=0 G=0 H=0
                        flags                 zero=false negative=false overflow=false
                        memory
                             100  LOAD A, 2000
                             104  LOAD B, 2004
                             108  MUL C, A, B
                          >  112  STORE C, 2008
                             116  HALT
                            2000  6
                            2004  7
                        """);
    }

    @Test
    void loopsAndPointersWork() {
        Snapshot end =
                Machine.load(
                                """
                                ; the sum of five words
                                        SET A, 0        ; the sum
                                        SET B, 200      ; where we are
                                        SET C, 4
                                        SET D, 5        ; how many are left
                                        SET E, 1
                                next:   LOAD F, [B]
                                        ADD A, F
                                        ADD B, C
                                        SUB D, E
                                        JUMPNOTZERO next
                                        STORE A, [B]
                                        HALT
                                AT 200
                                list:   DATA 1, 2, 3, 4, -100
                                """)
                        .run();

        assertThat(end.word(220)).isEqualTo(-90);
    }

    @Test
    void everyOperationGivesWhatArithmeticSays() {
        Random chance = new Random(1);
        for (int i = 0; i < 300; i++) {
            int a = chance.nextInt() >> chance.nextInt(32);
            int b = (chance.nextInt() >> chance.nextInt(32)) | 1;
            Snapshot end =
                    Machine.load(
                                    """
                                    LOAD A, 1000
                                    LOAD B, 1004
                                    ADD C, A, B
                                    SUB D, A, B
                                    MUL E, A, B
                                    DIV F, A, B
                                    MOD G, A, B
                                    MOVE H, G
                                    COMPARE A, B
                                    HALT
                                    AT 1000
                                    DATA %d, %d
                                    """
                                            .formatted(a, b))
                            .run();
            assertThat(end.registers().values())
                    .containsExactly(a, b, a + b, a - b, a * b, a / b, a % b, a % b);
            assertThat(end.zero()).isEqualTo(a == b);
            assertThat(end.negative()).isEqualTo(a < b);
        }
    }

    @Test
    void resultThatDoesNotFitSetsTheFlagAndIsToldSo() {
        Step product =
                Machine.load("LOAD A, 200\nMUL B, A, A\nHALT\nAT 200\nDATA 65536")
                        .steps()
                        .skip(5)
                        .findFirst()
                        .orElseThrow();

        assertThat(product.told()).contains("= 0, since 4294967296 does not fit into a word");
        assertThat(product.after().overflow()).isTrue();
        assertThat(product.after().zero()).isTrue();
    }

    @Test
    void jumpsLookAtTheirFlag() {
        assertThat(sign(-5)).isEqualTo(-1);
        assertThat(sign(0)).isZero();
        assertThat(sign(5)).isEqualTo(1);
    }

    private static int sign(int value) {
        return Machine.load(
                        """
                              SET A, %d
                              SET B, 0
                              COMPARE A, B
                              JUMPZERO zero
                              JUMPNEGATIVE below
                              SET C, 1
                              JUMP end
                        below: SET C, -1
                              JUMP end
                        zero: SET C, 0
                        end:  HALT
                        """
                                .formatted(value))
                .run()
                .register(Register.C);
    }

    @Test
    void programWithoutAnEndIsStoppedAndItsStepsWereSeen() {
        Machine endless = Machine.load("again: JUMP again").limit(10);

        List<Step> seen = new ArrayList<>();
        assertThatThrownBy(() -> endless.steps().forEach(seen::add))
                .isInstanceOf(MachineException.class);
        assertThat(seen).hasSize(30);
        assertThatThrownBy(endless::run)
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("limit=10 program-counter=100")
                .hasMessageContaining("loop without an end");
    }

    @Test
    void whoRunsOnIntoDataOrNothingIsToldWhere() {
        assertThatThrownBy(() -> Machine.load("SET A, 1").run())
                .hasMessageContaining("no instruction: address=104 word=0")
                .hasMessageContaining("ends with HALT");
        assertThatThrownBy(() -> Machine.load("JUMP 200\nAT 200\nDATA 7").run())
                .hasMessageContaining("address=200 word=7 opcode=0")
                .hasMessageContaining("it is data");
        assertThatThrownBy(() -> Machine.load("JUMP 8000").run())
                .hasMessageContaining("no memory at this address: address=8000")
                .hasMessageContaining("0 to 4092");
    }

    @Test
    void wrongAddressesAndDivisionsNameTheInstruction() {
        assertThatThrownBy(() -> Machine.load("LOAD A, 4096\nHALT").run())
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("address=4096 instruction='LOAD A, 4096' at=100");
        assertThatThrownBy(() -> Machine.load("SET B, 2002\nSTORE A, [B]\nHALT").run())
                .hasMessageContaining("address=2002 instruction='STORE A, [B]' at=104")
                .hasMessageContaining("2000 and 2004");
        assertThatThrownBy(() -> Machine.load("SET B, -4\nLOAD A, [B]\nHALT").run())
                .hasMessageContaining("address=-4");
        assertThatThrownBy(() -> Machine.load("SET A, 5\nDIV C, A, B\nHALT").run())
                .hasMessageContaining("divided by zero: instruction='DIV C, A, B' at=104 A=5 B=0");
    }

    @Test
    void memoryHasTheSizeThatWasAskedFor() {
        assertThat(Machine.load("HALT").memory(1 << 20).snapshot().memory().size())
                .isEqualTo(1 << 20);
        assertThatThrownBy(() -> Machine.load("HALT").memory(100))
                .isInstanceOf(MachineException.class)
                .hasMessageContaining("address=100");
        assertThatIllegalArgumentException().isThrownBy(() -> Machine.load("HALT").memory(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Machine.load("HALT").memory(102));
        assertThatIllegalArgumentException().isThrownBy(() -> Machine.load("HALT").limit(0));
    }

    @Test
    void programCanChangeItself() {
        // the word of HALT is copied over the jump that would never end
        assertThat(
                        Machine.load("LOAD A, end\nSTORE A, again\nagain: JUMP again\nend: HALT")
                                .limit(3)
                                .run()
                                .halted())
                .isTrue();
    }

    @Test
    void instructionsSurviveTheirWordAndOtherWordsAreNone() {
        Random chance = new Random(2);
        int instructions = 0;
        for (int i = 0; i < 20_000; i++) {
            int word = chance.nextInt(20 << 24);
            instructions += Instruction.of(word).isPresent() ? 1 : 0;
            Instruction.of(word).ifPresent(read -> assertThat(read.word()).isEqualTo(word));
        }
        assertThat(instructions).isPositive();
        assertThat(Instruction.of(0)).isEmpty();
        assertThat(Instruction.of(-1)).isEmpty();
    }
}
