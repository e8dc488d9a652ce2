package io.heddle.simulator.machine;

import java.util.Arrays;
import java.util.Optional;

/// What the processor can be told to do. Codes begin with one, so that an empty word is no instruction.
public enum Opcode {
    /// Stop.
    HALT(1, "HALT", Form.NOTHING),
    /// Copy a word from an address into a register.
    LOAD(2, "LOAD", Form.REGISTER_ADDRESS),
    /// Copy a word from the address that is in the second register into the first.
    LOAD_AT(3, "LOAD", Form.REGISTER_POINTER),
    /// Copy a register to an address.
    STORE(4, "STORE", Form.REGISTER_ADDRESS),
    /// Copy the first register to the address that is in the second.
    STORE_AT(5, "STORE", Form.REGISTER_POINTER),
    /// Put a number into a register.
    SET(6, "SET", Form.REGISTER_NUMBER),
    /// Copy the second register into the first.
    MOVE(7, "MOVE", Form.TWO_REGISTERS),
    /// Add.
    ADD(8, "ADD", Form.THREE_REGISTERS),
    /// Subtract.
    SUB(9, "SUB", Form.THREE_REGISTERS),
    /// Multiply.
    MUL(10, "MUL", Form.THREE_REGISTERS),
    /// Divide, without the remainder.
    DIV(11, "DIV", Form.THREE_REGISTERS),
    /// Divide and keep the remainder.
    MOD(12, "MOD", Form.THREE_REGISTERS),
    /// Subtract the second register from the first and keep nothing but the flags.
    COMPARE(13, "COMPARE", Form.TWO_REGISTERS),
    /// Go on at an address.
    JUMP(14, "JUMP", Form.ADDRESS),
    /// Go on at an address if the last result was zero.
    JUMPZERO(15, "JUMPZERO", Form.ADDRESS),
    /// Go on at an address if the last result was not zero.
    JUMPNOTZERO(16, "JUMPNOTZERO", Form.ADDRESS),
    /// Go on at an address if the last result was below zero.
    JUMPNEGATIVE(17, "JUMPNEGATIVE", Form.ADDRESS);

    /// Which operands an instruction has.
    enum Form {
        NOTHING(""),
        REGISTER_ADDRESS("register, address"),
        REGISTER_POINTER("register, [register]"),
        REGISTER_NUMBER("register, number"),
        TWO_REGISTERS("register, register"),
        THREE_REGISTERS("register, register[, register]"),
        ADDRESS("address");

        final String operands;

        Form(String operands) {
            this.operands = operands;
        }
    }

    final int code;
    final String mnemonic;
    final Form form;

    Opcode(int code, String mnemonic, Form form) {
        this.code = code;
        this.mnemonic = mnemonic;
        this.form = form;
    }

    static Optional<Opcode> of(int code) {
        return Arrays.stream(values()).filter(opcode -> opcode.code == code).findFirst();
    }

    /// Finds by name; `LOAD` and `STORE` without a pointer.
    static Optional<Opcode> named(String mnemonic) {
        return Arrays.stream(values())
                .filter(opcode -> opcode.mnemonic.equalsIgnoreCase(mnemonic))
                .findFirst();
    }
}
