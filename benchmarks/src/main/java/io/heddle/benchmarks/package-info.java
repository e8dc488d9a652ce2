/// What Heddle costs, and what other systems cost beside it. Never published.
///
/// Two rooms: [io.heddle.benchmarks.compare] holds the program behind `benchmarks/compare`, which
/// measures Heddle and other systems in turn; [io.heddle.benchmarks.jmh] holds the JMH benchmarks of
/// single parts. `benchmarks/README.md` tells how to run both.
@NullMarked
package io.heddle.benchmarks;

import org.jspecify.annotations.NullMarked;
