package io.heddle.simulator.machine;

import io.heddle.simulator.machine.Opcode.Form;
import java.util.Optional;

/// One instruction, as a word of memory holds it.
///
/// | bits  | what                                                        |
/// |------:|-------------------------------------------------------------|
/// | 24-31 | the opcode                                                  |
/// | 20-23 | the first register                                          |
/// | 16-19 | the second register, if there is one                        |
/// | 12-15 | the third register, if there is one                         |
/// |  0-19 | instead of these two an address, or a number with its sign  |
///
/// @param opcode what to do
/// @param target the first register; [Register#A] if there is none
/// @param left the second register; [Register#A] if there is none
/// @param right the third register; [Register#A] if there is none
/// @param operand the address or number; zero if there is none
public record Instruction(
        Opcode opcode, Register target, Register left, Register right, int operand) {

    static final int LARGEST_ADDRESS = (1 << 20) - 1;
    static final int LARGEST_NUMBER = (1 << 19) - 1;
    static final int SMALLEST_NUMBER = -(1 << 19);

    int word() {
        int registers = target.number << 20;
        boolean hasOperand =
                opcode.form == Form.REGISTER_ADDRESS
                        || opcode.form == Form.ADDRESS
                        || opcode.form == Form.REGISTER_NUMBER;
        int rest = hasOperand ? operand & LARGEST_ADDRESS : left.number << 16 | right.number << 12;
        return opcode.code << 24 | registers | rest;
    }

    /// Reads a word.
    ///
    /// @return empty if it is no instruction
    static Optional<Instruction> of(int word) {
        Optional<Instruction> read =
                Opcode.of(word >>> 24)
                        .filter(_ -> isRegister(word >>> 20 & 15))
                        .flatMap(opcode -> of(opcode, word));
        // bits that mean nothing must not be set, or data would pass for code more often
        return read.filter(instruction -> instruction.word() == word);
    }

    private static Optional<Instruction> of(Opcode opcode, int word) {
        Register target = register(word >>> 20 & 15);
        return switch (opcode.form) {
            case REGISTER_ADDRESS, ADDRESS ->
                    Optional.of(withOperand(opcode, target, word & LARGEST_ADDRESS));
            case REGISTER_NUMBER -> Optional.of(withOperand(opcode, target, word << 12 >> 12));
            case NOTHING, REGISTER_POINTER, TWO_REGISTERS, THREE_REGISTERS ->
                    isRegister(word >>> 16 & 15) && isRegister(word >>> 12 & 15)
                            ? Optional.of(
                                    new Instruction(
                                            opcode,
                                            target,
                                            register(word >>> 16 & 15),
                                            register(word >>> 12 & 15),
                                            0))
                            : Optional.empty();
        };
    }

    static Instruction withOperand(Opcode opcode, Register target, int operand) {
        return new Instruction(opcode, target, Register.A, Register.A, operand);
    }

    private static boolean isRegister(int number) {
        return number < Register.ALL.size();
    }

    private static Register register(int number) {
        return Register.ALL.get(number);
    }

    /// Writes it as the assembler reads it.
    ///
    /// @return such as `MUL C, A, B`
    @Override
    public String toString() {
        String name = opcode.mnemonic;
        return switch (opcode.form) {
            case NOTHING -> name;
            case REGISTER_ADDRESS, REGISTER_NUMBER -> name + " " + target + ", " + operand;
            case REGISTER_POINTER -> name + " " + target + ", [" + left + "]";
            case TWO_REGISTERS -> name + " " + target + ", " + left;
            case THREE_REGISTERS -> name + " " + target + ", " + left + ", " + right;
            case ADDRESS -> name + " " + operand;
        };
    }
}
