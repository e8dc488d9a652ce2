package io.heddle.stress;

/// What a storm comes to.
///
/// @param kills how many processes the storm killed
/// @param tasks how many errands came to an end
/// @param hangs how many things never ended
/// @param innocent how many errands failed, were wrong or ran twice without an excuse
/// @param lost how many things are gone without a word
/// @param leaked how many things are left over
record Verdict(long kills, long tasks, long hangs, long innocent, long lost, long leaked)
        implements Outcome {

    @Override
    public String line() {
        return "%d kills, %d tasks, %d hangs, %d innocent failures, %d lost, %d leaked"
                .formatted(kills, tasks, hangs, innocent, lost, leaked);
    }

    @Override
    public boolean isClean() {
        return hangs + innocent + lost + leaked == 0;
    }
}
