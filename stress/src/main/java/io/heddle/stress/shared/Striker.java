package io.heddle.stress.shared;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Hits players as its dice decide. It holds fire while the watch suspects that somebody hangs: the next kill
/// would hide it.
///
/// The same seed gives the same blows in the same order; whom they hit depends on who holds what just then.
final class Striker {

    private static final long LONGEST_SLEEP_NANOS = 10_000_000;
    private static final long LONGEST_SEARCH_NANOS = 20_000_000;

    private final Company company;
    private final Programme programme;
    private final Stage stage;
    private final SplittableRandom dice;
    private final double meanPauseNanos;

    /// What hit whom: number of blows, and of those at a heart. Of its own thread until it has ended.
    private final Map<Blow.Weapon, int[]> table = new EnumMap<>(Blow.Weapon.class);

    private volatile boolean stopped;
    private volatile boolean holdingFire;

    Striker(
            Company company,
            Programme programme,
            Stage stage,
            SplittableRandom dice,
            double killsPerSecond) {
        this.company = company;
        this.programme = programme;
        this.stage = stage;
        this.dice = dice;
        this.meanPauseNanos = 1e9 / killsPerSecond / Blow.BLOWS_OF_A_KILL;
    }

    void run() throws InterruptedException {
        while (!stopped) {
            Blow blow = Blow.of(dice, meanPauseNanos);
            rest(blow.pauseNanos());
            if (!stopped && !holdingFire) {
                strike(blow);
            }
        }
    }

    void stop() {
        stopped = true;
    }

    void holdFire(boolean on) {
        holdingFire = on;
    }

    private void rest(double nanos) throws InterruptedException {
        long begin = System.nanoTime();
        while (!stopped && (holdingFire || System.nanoTime() - begin < nanos)) {
            TimeUnit.NANOSECONDS.sleep(LONGEST_SLEEP_NANOS);
        }
    }

    private void strike(Blow blow) {
        Optional<Company.Member> heart = blow.atHeart() ? heart(blow) : Optional.empty();
        List<Company.Member> members = company.members();
        if (members.isEmpty()) {
            return;
        }
        Company.Member victim =
                heart.orElseGet(() -> members.get((int) (blow.process() * members.size())));
        int[] row = table.computeIfAbsent(blow.weapon(), _ -> new int[2]);
        row[0]++;
        row[1] += heart.isPresent() ? 1 : 0;
        switch (blow.weapon()) {
            case KILL -> company.kill(victim);
            case PAUSE -> company.stop(victim, blow.stopNanos());
            case STOP_KILL -> {
                company.stop(victim, blow.stopNanos());
                LockSupport.parkNanos(blow.stopNanos());
                company.kill(victim);
            }
            case MASSACRE -> company.killAll();
        }
    }

    /// Looks a while for somebody who holds what an act depends on.
    private Optional<Company.Member> heart(Blow blow) {
        int act = (int) (blow.act() * programme.acts().size());
        List<Company.Member> members = company.members();
        long begin = System.nanoTime();
        do {
            long pid = programme.heart(stage, act);
            for (Company.Member member : members) {
                if (member.pid == pid) {
                    return Optional.of(member);
                }
            }
            Thread.onSpinWait();
        } while (System.nanoTime() - begin < LONGEST_SEARCH_NANOS);
        return Optional.empty();
    }

    /// A table of what hit whom. After it has ended.
    String summary() {
        StringBuilder text = new StringBuilder();
        text.append("  %-12s %8s %10s%n".formatted("blow", "blows", "at heart"));
        table.forEach((weapon, row) ->
                text.append("  %-12s %8d %10d%n".formatted(weapon, row[0], row[1])));
        return text.toString();
    }
}
