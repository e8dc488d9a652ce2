package io.heddle.simulator.machine;

import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// A processor with a program in its memory: a program counter, an instruction register, eight data
/// registers and an arithmetic unit, which fetches, decodes and executes one instruction after the other.
///
/// ```text
/// Machine.load("LOAD A, 2000 ...").steps().forEach(System.out::println);
/// ```
///
/// It is a model to learn from, and no processor that exists; each step is a picture that never changes.
/// A machine is immutable: it may be run again, by any thread.
public final class Machine {

    /// How many addresses there are unless something else was said.
    public static final int DEFAULT_MEMORY = 4096;

    /// How many instructions a run may have unless something else was said.
    public static final long DEFAULT_LIMIT = 1_000_000;

    private final Program program;
    private final Memory memory;
    private final long limit;

    private Machine(Program program, Memory memory, long limit) {
        this.program = program;
        this.memory = memory;
        this.limit = limit;
    }

    /// Loads a program into a machine with 4096 addresses.
    ///
    /// @param source the text, as [Program] describes it
    /// @return the machine, before its first step
    /// @throws AssemblyException if the text cannot be understood; it says where
    /// @throws MachineException if the program does not fit into memory
    public static Machine load(String source) {
        return load(Program.assemble(source));
    }

    /// Loads a program into a machine with 4096 addresses.
    ///
    /// @param program what to load
    /// @return the machine, before its first step
    /// @throws MachineException if the program does not fit into memory
    public static Machine load(Program program) {
        return new Machine(program, Memory.empty(DEFAULT_MEMORY), DEFAULT_LIMIT).filled();
    }

    /// Says how much memory there is.
    ///
    /// @param addresses a multiple of four, from 4 to 1,048,576
    /// @return the machine with that
    /// @throws IllegalArgumentException if it is none of these
    /// @throws MachineException if the program does not fit
    public Machine memory(int addresses) {
        if (addresses < Memory.WORD
                || addresses > Instruction.LARGEST_ADDRESS + 1
                || addresses % Memory.WORD != 0) {
            throw new IllegalArgumentException(
                    "a memory has a multiple of %d addresses, up to %d: addresses=%d"
                            .formatted(Memory.WORD, Instruction.LARGEST_ADDRESS + 1, addresses));
        }
        return new Machine(program, Memory.empty(addresses), limit).filled();
    }

    private Machine filled() {
        return new Machine(program, memory.with(program.words()), limit);
    }

    /// Says after how many instructions a run is given up.
    ///
    /// @param instructions at least 1
    /// @return the machine with that
    /// @throws IllegalArgumentException if it is less
    public Machine limit(long instructions) {
        if (instructions < 1) {
            throw new IllegalArgumentException(
                    "a run has at least one instruction: limit=" + instructions);
        }
        return new Machine(program, memory, instructions);
    }

    /// Gives what there is before the first step.
    ///
    /// @return a picture
    public Snapshot snapshot() {
        return Snapshot.start(memory, program.start());
    }

    /// Runs it, three steps for each instruction, as far as somebody looks.
    ///
    /// @return the steps in order; its end is that of the program. Whoever asks for the next one gets a
    ///     [MachineException] if it cannot be done: no memory at an address, no instruction, a division by
    ///     zero, or more instructions than the limit
    public Stream<Step> steps() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        new Processor(snapshot(), limit),
                        Spliterator.ORDERED | Spliterator.NONNULL),
                false);
    }

    /// Runs it to its end.
    ///
    /// @return what there is then
    /// @throws MachineException if it cannot go on, as for [#steps]
    public Snapshot run() {
        Processor processor = new Processor(snapshot(), limit);
        Snapshot last = snapshot();
        while (processor.hasNext()) {
            last = processor.next().after();
        }
        return last;
    }
}
