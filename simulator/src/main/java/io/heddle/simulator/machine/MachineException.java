package io.heddle.simulator.machine;

import io.heddle.simulator.SimulationException;

/// A program does what the machine cannot do, or does not come to an end.
public final class MachineException extends SimulationException {

    private static final long serialVersionUID = 1L;

    MachineException(String message) {
        super(message);
    }
}
