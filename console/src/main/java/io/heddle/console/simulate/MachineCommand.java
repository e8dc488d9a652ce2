package io.heddle.console.simulate;

import io.heddle.simulator.machine.AssemblyException;
import io.heddle.simulator.machine.Machine;
import io.heddle.simulator.machine.MachineException;
import io.heddle.simulator.machine.Step;
import io.heddle.simulator.machine.Step.Stage;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `heddle simulate machine`.
@Command(
        name = "machine",
        mixinStandardHelpOptions = true,
        versionProvider = io.heddle.console.Version.class,
        description = {
            "Runs a program on a small processor: program counter, instruction register, eight data "
                    + "registers, arithmetic unit, memory.",
            "",
            "Instructions: LOAD STORE SET MOVE ADD SUB MUL DIV MOD COMPARE JUMP JUMPZERO JUMPNOTZERO "
                    + "JUMPNEGATIVE HALT. AT sets the address of what follows, DATA makes words, 'name:' is a "
                    + "label, a comment begins with ';'. The first instruction is at 100.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the program came to its end",
            "1:the program did what cannot be done, or has no end",
            "2:the command line or the program text makes no sense"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  heddle simulate machine product.asm          what is in registers and memory at the end",
            "  heddle simulate machine product.asm --step   fetch, decode and execute of each instruction"
        })
final class MachineCommand implements Callable<Integer> {

    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "PROGRAM",
            description = "The text of the program; - is standard input.")
    private Path program = Path.of("-");

    @Option(names = "--step", description = "Print each step, and the registers after it.")
    private boolean step;

    @Option(
            names = "--memory",
            paramLabel = "N",
            description = "How many addresses there are (default: ${DEFAULT-VALUE}).",
            defaultValue = "" + Machine.DEFAULT_MEMORY)
    private int memory = Machine.DEFAULT_MEMORY;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "How many instructions may be done (default: ${DEFAULT-VALUE}).",
            defaultValue = "" + Machine.DEFAULT_LIMIT)
    private long limit = Machine.DEFAULT_LIMIT;

    /// Made by picocli.
    MachineCommand() {}

    @Override
    public Integer call() {
        Machine machine = load();
        Iterator<Step> steps = machine.steps().iterator();
        try {
            Step last = null;
            while (steps.hasNext()) {
                last = steps.next();
                if (step) {
                    print(last);
                }
            }
            System.out.print(last == null ? "" : last.after().view());
            System.out.println(last == null ? "" : last.cycle() + " instructions");
            return System.out.checkError() ? 1 : 0;
        } catch (MachineException e) {
            System.out.flush();
            System.err.println("heddle: " + e.getMessage());
            return 1;
        }
    }

    private Machine load() {
        InputFile file = new InputFile(spec);
        String source = file.read(program);
        try {
            return Machine.load(source).memory(memory).limit(limit);
        } catch (AssemblyException e) {
            throw file.wrong(e.getMessage() + " (" + program + ")");
        } catch (MachineException | IllegalArgumentException e) {
            throw file.wrong(String.valueOf(e.getMessage()));
        }
    }

    private static void print(Step step) {
        System.out.println(step);
        if (step.stage() == Stage.EXECUTE) {
            System.out.println("    " + step.after().registerList());
        }
    }
}
