/// JMH benchmarks of single parts: nothing here starts a process. See `benchmarks/README.md`.
@NullMarked
package io.heddle.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;
