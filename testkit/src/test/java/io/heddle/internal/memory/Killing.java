package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.Action;
import io.heddle.internal.memory.Story.Beginning;
import io.heddle.internal.memory.Story.Part;

/// Plays stories again and again, each time with a death at another step. Those who die are participants of this
/// process; in [RealKills] they are processes.
final class Killing {

    private Killing() {}

    /// Far behind come looks at each of many places, which change nothing.
    static long stride(long access) {
        return access < 100 ? 1 : 31;
    }

    static void kill(Beginning beginning) {
        assertThat(killOnce(beginning)).as("accesses of the victim").isGreaterThan(2);
    }

    static long killOnce(Beginning beginning) {
        return killOnce(beginning, 1);
    }

    /// Kills one at each step, and gives how many steps there are.
    ///
    /// @param step kills before every so many-th access only
    static long killOnce(Beginning beginning, long step) {
        for (long access = 0; ; access += Math.max(step, stride(access))) {
            Story story = beginning.begin();
            try (SecondSite second = new SecondSite();
                    Party bystander = new Party()) {
                bystander.act(() -> second.play(story::bystander));
                boolean reached = die(story, story::victim, access);
                live(story, bystander, "killed before access " + access);
                story.check(1);
                if (!reached) {
                    return access;
                }
            }
        }
    }

    /// Kills a second one at each step of what comes after a first death at an access.
    static long killTwice(Beginning beginning, long first) {
        return killTwice(beginning, first, 1);
    }

    /// @param step kills the second one before every so many-th access only
    static long killTwice(Beginning beginning, long first, long step) {
        for (long access = 0; ; access += Math.max(step, stride(access))) {
            Story story = beginning.begin();
            try (SecondSite second = new SecondSite();
                    Party bystander = new Party()) {
                bystander.act(() -> second.play(story::bystander));
                die(story, story::victim, first);
                boolean reached = die(story, story::survivor, access);
                live(story, bystander, "killed before accesses %d, %d".formatted(first, access));
                story.check(2);
                if (!reached) {
                    return access;
                }
            }
        }
    }

    /// Tells how many accesses the victim of a story has if nobody dies before it is at its end, or waits.
    static long accesses(Beginning beginning) {
        Story story = beginning.begin();
        try (SecondSite second = new SecondSite();
                Party bystander = new Party();
                WatchedSite mortal = new WatchedSite();
                Party party = new Party()) {
            bystander.act(() -> second.play(story::bystander));
            mortal.takeIn(story.belongings());
            mortal.disarm(); // counts from here
            party.act(() -> mortal.play(story::victim));
            long accesses = mortal.accesses();
            mortal.kill();
            live(story, bystander, "killed at its end");
            return accesses;
        }
    }

    /// @return whether the access was reached; if not, it died at its end, or while it waited
    private static boolean die(Story story, Part part, long access) {
        try (WatchedSite mortal = new WatchedSite();
                Party party = new Party()) {
            mortal.takeIn(story.belongings());
            mortal.dieBefore(access);
            party.act(() -> mortal.play(part));
            boolean reached = mortal.disarm();
            mortal.kill(); // before the party ends, which would interrupt one who waits
            return reached;
        }
    }

    /// Lets one survive, and all come to their end.
    static void live(Story story, Party bystander, String when) {
        try (SecondSite third = new SecondSite();
                Party survivor = new Party()) {
            Action part = () -> third.play(story::survivor);
            survivor.act(part);
            survivor.finish("the survivor, " + when);
            bystander.finish("the bystander, " + when);
        }
    }
}
