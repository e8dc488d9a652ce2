package io.heddle.simulator.machine;

import java.util.List;

/// The data registers of the processor, each of which holds one word.
public enum Register {
    /// The first.
    A(0),
    /// The second.
    B(1),
    /// The third.
    C(2),
    /// The fourth.
    D(3),
    /// The fifth.
    E(4),
    /// The sixth.
    F(5),
    /// The seventh.
    G(6),
    /// The eighth.
    H(7);

    /// By number, as words of memory have them.
    static final List<Register> ALL = List.of(values());

    final int number;

    Register(int number) {
        this.number = number;
    }
}
