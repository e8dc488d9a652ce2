package io.heddle.stress;

import io.heddle.WorkerDiedException.Death;

/// What an outcome is worth, before licences are looked at.
sealed interface Judgement {

    /// As it was to be: the right result, or the failure or cancellation that was asked for.
    record AsAsked() implements Judgement {}

    /// It failed by the death of its worker, which the storm must answer for.
    ///
    /// @param death the report of the death
    record Died(Death death) implements Judgement {}

    /// Nothing explains it.
    ///
    /// @param why what is wrong with it
    record Wrong(String why) implements Judgement {}
}
