package io.heddle.internal.memory;

import io.heddle.internal.memory.Story.Beginning;
import java.util.List;
import java.util.SplittableRandom;

/// Kills processes in stories. In a process of its own it may have more rights than a test has.
final class RealKillsProgram {

    /// Whether those who die may call native code.
    static final List<String> NATIVE = List.of("--enable-native-access=ALL-UNNAMED");

    static final List<String> PORTABLE = List.of("-D" + LifeLocks.PORTABLE + "=true");

    private RealKillsProgram() {}

    /// Runs it, as a native one.
    ///
    /// @param args a seed; or `all` and the name of a primitive
    public static void main(String... args) throws Exception {
        int deaths = args[0].equals("all") ? all(NATIVE, args[1]) : some(NATIVE, args[0]);
        System.out.println(deaths);
        System.exit(0);
    }

    /// Plays one story of each primitive, with deaths by chance.
    ///
    /// @return how many died
    static int some(List<String> jvmArgs, String seed) throws Exception {
        SplittableRandom dice = new SplittableRandom(Long.parseLong(seed));
        try (RealKills kills = new RealKills(jvmArgs)) {
            for (Stories stories : Stories.values()) {
                int which = dice.nextInt(stories.beginnings().size());
                String title = "%s %d, seed %s".formatted(stories, which, seed);
                kills.killSomewhere(title, stories.beginnings().get(which), dice);
            }
            return kills.deaths();
        }
    }

    /// Plays all stories of a primitive, with deaths everywhere.
    ///
    /// @return how many died
    static int all(List<String> jvmArgs, String primitive) throws Exception {
        try (RealKills kills = new RealKills(jvmArgs)) {
            List<Beginning> beginnings = Stories.valueOf(primitive).beginnings();
            for (int i = 0; i < beginnings.size(); i++) {
                kills.killEverywhere(primitive + " " + i, beginnings.get(i));
            }
            return kills.deaths();
        }
    }
}
