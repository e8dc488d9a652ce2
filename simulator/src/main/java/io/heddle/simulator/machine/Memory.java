package io.heddle.simulator.machine;

import java.util.Map;
import java.util.TreeMap;

/// The memory at one moment: words of 32 bits with an address each, 0, 4, 8 and so on. It never changes; a
/// store makes another one.
public final class Memory {

    /// How far two words are apart.
    public static final int WORD = 4;

    private final int[] words;

    private Memory(int[] words) {
        this.words = words;
    }

    static Memory empty(int addresses) {
        return new Memory(new int[addresses / WORD]);
    }

    /// Tells how many addresses there are.
    ///
    /// @return a multiple of four
    public int size() {
        return words.length * WORD;
    }

    /// Reads a word.
    ///
    /// @param address a multiple of four
    /// @return what is there
    /// @throws MachineException if there is no word at that address
    public int word(int address) {
        return words[index(address, "")];
    }

    /// Reads a word on behalf of an instruction, which an error names.
    int word(int address, String by) {
        return words[index(address, by)];
    }

    Memory with(int address, int value, String by) {
        int[] copy = words.clone();
        copy[index(address, by)] = value;
        return new Memory(copy);
    }

    /// Writes many words at once.
    Memory with(Map<Integer, Integer> values) {
        int[] copy = words.clone();
        values.forEach((address, value) -> copy[index(address, "")] = value);
        return new Memory(copy);
    }

    private int index(int address, String by) {
        if (address < 0 || address >= size()) {
            throw new MachineException(
                    "there is no memory at this address: address=%d%s; addresses go from 0 to %d"
                            .formatted(address, by, size() - WORD));
        }
        if (address % WORD != 0) {
            int below = address - address % WORD;
            throw new MachineException(
                    "no word begins at this address: address=%d%s; words are %d apart, the nearest are"
                                    .formatted(address, by, WORD)
                            + " at %d and %d".formatted(below, below + WORD));
        }
        return address / WORD;
    }

    /// Lists all words that are not zero.
    ///
    /// @return by address, in order
    public Map<Integer, Integer> words() {
        Map<Integer, Integer> used = new TreeMap<>();
        for (int i = 0; i < words.length; i++) {
            if (words[i] != 0) {
                used.put(i * WORD, words[i]);
            }
        }
        return used;
    }
}
