package io.heddle.simulator.machine;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// All that there is in a machine at one moment.
///
/// @param programCounter the address of the instruction that is fetched next
/// @param instructionRegister the word that was fetched last; zero before the first
/// @param registers what is in each data register
/// @param zero whether the last result of the arithmetic unit was zero
/// @param negative whether it was below zero
/// @param overflow whether it did not fit into a word, so that its upper bits are lost
/// @param memory what is in memory
/// @param halted whether the program has come to its end
public record Snapshot(
        int programCounter,
        int instructionRegister,
        Map<Register, Integer> registers,
        boolean zero,
        boolean negative,
        boolean overflow,
        Memory memory,
        boolean halted) {

    /// Copies the registers.
    public Snapshot {
        registers = Collections.unmodifiableMap(new EnumMap<>(registers));
    }

    static Snapshot start(Memory memory, int address) {
        Map<Register, Integer> registers = new EnumMap<>(Register.class);
        for (Register register : Register.values()) {
            registers.put(register, 0);
        }
        return new Snapshot(address, 0, registers, false, false, false, memory, false);
    }

    /// Reads a register.
    ///
    /// @param register which
    /// @return what is in it
    public int register(Register register) {
        return registers.getOrDefault(register, 0);
    }

    /// Reads memory.
    ///
    /// @param address a multiple of four
    /// @return what is there
    /// @throws MachineException if there is no word at that address
    public int word(int address) {
        return memory.word(address);
    }

    /// Tells what the instruction register means.
    ///
    /// @return empty if it holds no instruction
    public Optional<Instruction> instruction() {
        return Instruction.of(instructionRegister);
    }

    Snapshot fetched(int word, int next) {
        return new Snapshot(next, word, registers, zero, negative, overflow, memory, halted);
    }

    Snapshot with(Register register, int value) {
        Map<Register, Integer> changed = new EnumMap<>(registers);
        changed.put(register, value);
        return new Snapshot(
                programCounter,
                instructionRegister,
                changed,
                zero,
                negative,
                overflow,
                memory,
                halted);
    }

    /// The flags of a result that may be wider than a word.
    Snapshot withFlags(long result) {
        int kept = (int) result;
        return new Snapshot(
                programCounter,
                instructionRegister,
                registers,
                kept == 0,
                kept < 0,
                kept != result,
                memory,
                halted);
    }

    Snapshot with(Memory changed) {
        return new Snapshot(
                programCounter,
                instructionRegister,
                registers,
                zero,
                negative,
                overflow,
                changed,
                halted);
    }

    Snapshot at(int address) {
        return new Snapshot(
                address, instructionRegister, registers, zero, negative, overflow, memory, halted);
    }

    Snapshot atTheEnd() {
        return new Snapshot(
                programCounter,
                instructionRegister,
                registers,
                zero,
                negative,
                overflow,
                memory,
                true);
    }

    /// Draws all of it as text.
    ///
    /// @return lines, each with its end
    public String view() {
        String instruction =
                instructionRegister == 0
                        ? "-"
                        : instruction()
                                .map(Instruction::toString)
                                .orElse(String.valueOf(instructionRegister));
        StringBuilder text = new StringBuilder();
        text.append("program counter       %d%n".formatted(programCounter));
        text.append("instruction register  %s%n".formatted(instruction));
        text.append("data registers        %s%n".formatted(registerList()));
        text.append(
                "flags                 zero=%s negative=%s overflow=%s%n"
                        .formatted(zero, negative, overflow));
        text.append("memory\n");
        memory.words()
                .forEach((address, word) ->
                        text.append(
                                "  %s%5d  %s%n"
                                        .formatted(
                                                address == programCounter && !halted ? ">" : " ",
                                                address,
                                                meaning(word))));
        return text.toString().replace(System.lineSeparator(), "\n");
    }

    /// Lists the data registers in a line.
    ///
    /// @return such as `A=6 B=7`
    public String registerList() {
        return registers.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(" "));
    }

    private static String meaning(int word) {
        return Instruction.of(word).map(Instruction::toString).orElse(String.valueOf(word));
    }
}
