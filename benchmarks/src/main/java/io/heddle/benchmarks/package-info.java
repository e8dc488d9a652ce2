/// What Heddle costs, and what other systems cost beside it.
@NullMarked
package io.heddle.benchmarks;

import org.jspecify.annotations.NullMarked;
