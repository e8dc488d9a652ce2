package io.heddle.examples.tour.machine;

import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.simulator.SimulationException;
import io.heddle.simulator.machine.Machine;
import io.heddle.simulator.machine.Register;
import io.heddle.simulator.machine.Snapshot;
import io.heddle.simulator.machine.Step;
import java.util.List;

/// The cycle of a processor.
@Shows(
        id = "machine.fetch-execute",
        title = "A processor fetches, decodes and executes the five instructions of a product",
        python =
                "No library of Python has such a model; dis.dis shows the instructions of its own interpreter,"
                        + " which is a machine made of software.")
public final class FetchAndExecute implements Program {

    private static final String PRODUCT =
            """
                    LOAD  A, 2000
                    LOAD  B, 2004
                    MUL   C, A, B
                    STORE C, 2008
                    HALT
            AT 2000
                    DATA  6, 7
            """;

    @Override
    public void run(Stage stage) {
        List<Step> steps = Machine.load(PRODUCT).steps().toList();
        for (Step step : steps) {
            stage.say("%s", step);
            if (step.stage() == Step.Stage.EXECUTE) {
                stage.say("    %s", step.after().registerList());
            }
        }
        stage.equal(
                List.of(Step.Stage.values()),
                steps.stream().map(Step::stage).distinct().toList(),
                "stages of a cycle");
        stage.equal(15, steps.size(), "steps of five instructions");
        stage.equal(
                List.of(104, 108, 112, 116),
                steps.stream()
                        .filter(step -> step.stage() == Step.Stage.FETCH)
                        .map(step -> step.after().programCounter())
                        .limit(4)
                        .toList(),
                "the program counter after each fetch from 100 on");
        Snapshot end = steps.getLast().after();
        stage.equal(42, end.register(Register.C), "register C");
        stage.equal(42, end.word(2008), "memory at 2008");
        stage.check(end.halted(), "the program has come to its end");
        stage.say("%s", end.view());

        mistake(stage, "LAOD A, 2000", "unknown instruction");
        mistake(stage, "LOAD A, 2001", "2001");
        mistake(stage, "JUMP 2000\nAT 2000\nDATA 6", "2000");
    }

    private static void mistake(Stage stage, String program, String expected) {
        try {
            var _ = Machine.load(program).run();
            stage.check(false, "a mistake is told: " + program);
        } catch (SimulationException e) {
            stage.check(
                    String.valueOf(e.getMessage()).contains(expected),
                    "a mistake is told: " + e.getMessage());
        }
    }
}
