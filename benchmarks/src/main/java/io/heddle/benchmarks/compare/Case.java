package io.heddle.benchmarks.compare;

import java.util.List;

/// One piece of work that is measured.
///
/// @param name as on the command line
/// @param what what is done, in one sentence
/// @param unit of the values
/// @param contestants who does it; Heddle first
/// @param targets what we want the ratios to be
/// @param bounds what we want single operations of ours to stay below
record Case(
        String name,
        String what,
        String unit,
        List<Contestant> contestants,
        List<Target> targets,
        List<Bound> bounds) {

    Case(
            String name,
            String what,
            String unit,
            List<Contestant> contestants,
            List<Target> targets) {
        this(name, what, unit, contestants, targets, List.of());
    }
}
