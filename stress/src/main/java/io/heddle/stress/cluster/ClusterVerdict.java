package io.heddle.stress.cluster;

import io.heddle.stress.Outcome;

/// What a storm over a cluster comes to.
///
/// @param kills how many blows were dealt
/// @param tasks how many tasks came to an end
/// @param values how many values were acknowledged
/// @param hangs how many things never ended
/// @param lost how many tasks and values are gone without a word
/// @param twice how often something was done twice that must not be
/// @param unexplained how many failures, results and second starts nothing explains
/// @param left how many things are left over
record ClusterVerdict(
        long kills,
        long tasks,
        long values,
        long hangs,
        long lost,
        long twice,
        long unexplained,
        long left)
        implements Outcome {

    @Override
    public String line() {
        return "%d kills, %d tasks, %d values, %d hangs, %d lost, %d twice, %d unexplained, %d left"
                .formatted(kills, tasks, values, hangs, lost, twice, unexplained, left);
    }

    @Override
    public boolean isClean() {
        return hangs + lost + twice + unexplained + left == 0;
    }
}
