/// The program behind `benchmarks/compare`: one *case* is one piece of work, done by Heddle and by
/// other *contestants* in turn, round after round, in one run.
///
/// [io.heddle.benchmarks.compare.Compare] is the way in, [io.heddle.benchmarks.compare.Cases] says
/// what is measured, [io.heddle.benchmarks.compare.Race] how. A target that is missed is shown as
/// missed, a contestant that this machine does not have as missing.
@NullMarked
package io.heddle.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
