/// A small processor with its memory, to be watched instruction by instruction.
///
/// Open [io.heddle.simulator.machine.Machine] first; [io.heddle.simulator.machine.Program] says what can
/// be written, [io.heddle.simulator.machine.Step] is what one sees, and
/// [io.heddle.simulator.machine.Snapshot] what there is then.
///
/// Behind the doors: `Assembler` turns text into words, `Source` is its lines and their places, `Processor`
/// does one instruction.
///
/// - Words used in this room: *word* (32 bits, at each fourth address), *operand*, *register*, *flag*.
package io.heddle.simulator.machine;
