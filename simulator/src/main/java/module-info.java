import org.jspecify.annotations.NullMarked;

/// A processor, schedulers and crowds of workers as models that run step by step. It needs nothing
/// but the JDK, and nothing in it runs anything for real.
@NullMarked
module io.heddle.simulator {
    requires static org.jspecify;

    exports io.heddle.simulator;
    exports io.heddle.simulator.machine;
    exports io.heddle.simulator.plan;
    exports io.heddle.simulator.schedule;
}
