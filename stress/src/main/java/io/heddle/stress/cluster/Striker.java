package io.heddle.stress.cluster;

import io.heddle.stress.cluster.Crew.Member;
import io.heddle.stress.cluster.Crew.Part;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// Hits somebody of the crew, or the server, as the dice say. Each blow takes the same number of throws, so that a seed
/// decides all of them.
final class Striker {

    /// How somebody is hit.
    enum Blow {
        KILL_WORKER(22, Part.WORKER),
        STOP_WORKER(18, Part.WORKER),
        LEAVE_WORKER(8, Part.WORKER),
        KILL_TASK(12, Part.WORKER),
        KILL_CLIENT(6, Part.CLIENT),
        STOP_CLIENT(4, Part.CLIENT),
        KILL_CONSUMER(8, Part.CONSUMER),
        STOP_CONSUMER(10, Part.CONSUMER),
        KILL_SERVER(12, Part.WORKER);

        private final int tickets;
        private final Part part;

        Blow(int tickets, Part part) {
            this.tickets = tickets;
            this.part = part;
        }

        static Blow of(int ticket) {
            int left = ticket;
            for (Blow blow : values()) {
                left -= blow.tickets;
                if (left < 0) {
                    return blow;
                }
            }
            throw new IllegalArgumentException("there are only 100 tickets: ticket=" + ticket);
        }
    }

    private static final long SHORTEST_STOP = 300_000_000;
    private static final long LONGEST_STOP = 2 * Role.SILENCE.toNanos();
    private static final long LONGEST_OUTAGE = 1_500_000_000;

    private final Crew crew;
    private final ServerKeeper server;
    private final SplittableRandom dice;
    private final double meanPauseNanos;
    private final Map<Blow, Integer> counts = new EnumMap<>(Blow.class);

    Striker(Crew crew, ServerKeeper server, ClusterPlan plan) {
        this.crew = crew;
        this.server = server;
        this.dice = new SplittableRandom(plan.seed());
        this.meanPauseNanos = TimeUnit.SECONDS.toNanos(1) / plan.killsPerSecond();
    }

    /// How long to wait before the next blow.
    long nextPauseNanos() {
        return (long) (-Math.log(1 - dice.nextDouble()) * meanPauseNanos);
    }

    void strike() {
        Blow blow = Blow.of(dice.nextInt(100));
        int which = dice.nextInt(1_000_000);
        double length = dice.nextDouble();
        List<Member> candidates =
                crew.of(blow.part).stream()
                        .filter(member -> member.isUntouched() && crew.isReady(member))
                        .toList();
        if (blow == Blow.KILL_SERVER) {
            killServer(length);
        } else if (candidates.isEmpty()
                || !hit(blow, candidates.get(which % candidates.size()), which, length)) {
            return;
        }
        counts.merge(blow, 1, Integer::sum);
    }

    private boolean hit(Blow blow, Member victim, int which, double length) {
        switch (blow) {
            case KILL_WORKER, KILL_CLIENT, KILL_CONSUMER -> crew.kill(victim);
            case STOP_WORKER, STOP_CLIENT, STOP_CONSUMER ->
                    crew.freeze(
                            victim,
                            SHORTEST_STOP + (long) (length * (LONGEST_STOP - SHORTEST_STOP)));
            case LEAVE_WORKER -> crew.dismiss(victim);
            case KILL_TASK -> {
                return crew.killChild(victim, which);
            }
            case KILL_SERVER -> throw new IllegalArgumentException("it is nobody of the crew");
        }
        return true;
    }

    private void killServer(double length) {
        long begin = System.nanoTime();
        server.kill();
        long wait = (long) (length * LONGEST_OUTAGE);
        var _ = crew.await(() -> System.nanoTime() - begin > wait, Role.SILENCE);
        server.startAgain();
        server.note(new ServerKeeper.Outage(begin, System.nanoTime()));
    }

    long kills() {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    String summary() {
        StringBuilder text = new StringBuilder("  blows:");
        counts.forEach((blow, count) ->
                text.append(' ')
                        .append(blow.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'))
                        .append('=')
                        .append(count));
        return text.toString();
    }
}
