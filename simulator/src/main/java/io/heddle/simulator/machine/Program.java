package io.heddle.simulator.machine;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/// A program, as words with their addresses.
///
/// ## How it is written
///
/// ```text
/// ; six times seven                 a line has a comment after ; or #
/// AT 100                            where the next word goes; 100 if nothing was said
/// begin:  LOAD  A, 2000             a label is the address of the next word
///         LOAD  B, [D]              the address is in D
///         MUL   C, A, B             also ADD SUB DIV MOD; MUL A, B is MUL A, A, B
///         STORE C, 2008             also STORE C, [D]
///         SET   D, -1               a number from -524288 to 524287
///         MOVE  D, C
///         COMPARE A, B              sets the flags, as arithmetic does
///         JUMPZERO begin            also JUMP JUMPNOTZERO JUMPNEGATIVE; a label or an address
///         HALT
/// AT 2000
///         DATA  6, 7                words with these values
/// ```
///
/// Registers are `A` to `H`. Capital and small letters are the same, but not in labels.
///
/// @param words by address
/// @param start where it begins: the address of the first instruction
public record Program(Map<Integer, Integer> words, int start) {

    /// Copies the words.
    public Program {
        words = Collections.unmodifiableMap(new TreeMap<>(words));
    }

    /// Translates a text.
    ///
    /// @param source as described above
    /// @return the program
    /// @throws AssemblyException if it cannot be understood; it says where, what, and what could be there
    public static Program assemble(String source) {
        return new Assembler(source).assemble();
    }
}
