package io.heddle.stress;

/// What a worker is hit with.
enum Weapon {
    /// Ends it at once.
    KILL(60, true),
    /// Lets it run its shutdown hooks.
    TERM(14, true),
    /// What native code does that goes wrong; the JVM writes a report about its crash.
    SEGV(4, true),
    /// Stops it; a moment later, KILL.
    STOP_KILL(10, true),
    /// Stops it; a moment later it goes on. Nobody may fail of it.
    PAUSE(12, false);

    private final int weight;
    private final boolean deadly;

    Weapon(int weight, boolean deadly) {
        this.weight = weight;
        this.deadly = deadly;
    }

    boolean isDeadly() {
        return deadly;
    }

    /// Chooses by a number from 0 to 99.
    static Weapon ofTicket(int ticket) {
        int left = ticket;
        for (Weapon weapon : values()) {
            left -= weapon.weight;
            if (left < 0) {
                return weapon;
            }
        }
        return KILL;
    }
}
