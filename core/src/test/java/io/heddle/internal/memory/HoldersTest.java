package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// When one end of a pipe counts as gone.
class HoldersTest {

    private static final int PARENT = Owner.of(1, 7);
    private static final int CHILD = Owner.of(2, 7);
    private static final int OTHER = Owner.of(3, 7);

    private final byte[] bytes = new byte[(int) Holders.bytes()];
    private final Holders holders = new Holders(MortalMemory.immortal(bytes), 0);
    private final Set<Integer> dead = new HashSet<>();

    private void hold(int owner, boolean firm) {
        holders.hold(owner, firm, dead::contains);
    }

    private int send(int owner, boolean firm) {
        return holders.send(owner, firm, dead::contains);
    }

    private boolean isGoneFor(int asking) {
        return holders.areGone(asking, dead::contains);
    }

    @Test
    @Tag("fault-49")
    void endThatNobodyElseHasHadIsNotGone() {
        assertThat(isGoneFor(PARENT)).isFalse();
        hold(PARENT, false);
        assertThat(isGoneFor(PARENT)).isFalse();
        assertThat(isGoneFor(CHILD)).isFalse();
        dead.add(PARENT);
        assertThat(isGoneFor(CHILD)).isTrue();
    }

    @Test
    void whatIsOnItsWayIsKnownUntilItArrivesOrIsGivenUp() {
        hold(PARENT, true);
        assertThat(holders.isOnItsWayFrom(PARENT)).isFalse();
        int first = send(PARENT, true);
        int second = send(PARENT, false);
        assertThat(holders.isOnItsWayFrom(PARENT)).isTrue();
        assertThat(holders.isOnItsWayFrom(CHILD)).isFalse();
        holders.arrive(first, PARENT, CHILD, true, dead::contains);
        assertThat(holders.isOnItsWayFrom(PARENT)).isTrue();
        holders.giveUp(second, PARENT, false);
        assertThat(holders.isOnItsWayFrom(PARENT)).isFalse();
    }

    @Test
    @Tag("fault-49")
    void endThatWasClosedBeforeAnybodyUsedItIsGone() {
        hold(PARENT, false);
        holders.leave(PARENT);
        assertThat(isGoneFor(PARENT)).isTrue();
        assertThat(holders.last()).isEqualTo(PARENT);
        assertThat(holders.hasLeft(PARENT)).isTrue();
    }

    @Test
    @Tag("fault-49")
    void whoHasClosedAnEndAndGetsItAgainIsNotGone() {
        hold(PARENT, false);
        holders.leave(PARENT);
        hold(PARENT, false);
        assertThat(isGoneFor(PARENT)).isTrue(); // so who dies here is gone
        holders.forgetLeaving(PARENT);
        assertThat(isGoneFor(PARENT)).isFalse();
        assertThat(isGoneFor(CHILD)).isFalse();
        dead.add(PARENT);
        assertThat(isGoneFor(CHILD)).isTrue();
    }

    @Test
    @Tag("fault-49")
    void pipeThatIsOnItsWayKeepsTheEndUntilItsSenderDies() {
        hold(PARENT, false);
        int ticket = send(PARENT, false);
        holders.leave(PARENT);
        assertThat(isGoneFor(PARENT)).isFalse();
        holders.arrive(ticket, PARENT, CHILD, false, dead::contains);
        assertThat(isGoneFor(PARENT)).isFalse();
        dead.add(CHILD);
        assertThat(isGoneFor(PARENT)).isTrue();
        var _ = send(PARENT, false);
        assertThat(isGoneFor(OTHER)).isFalse();
        dead.add(PARENT);
        assertThat(isGoneFor(OTHER)).isTrue();
    }

    @Test
    @Tag("fault-49")
    void whatIsGivenUpOnItsWayIsGoneForItsSenderAlone() {
        for (boolean firm : new boolean[] {true, false}) {
            hold(PARENT, false);
            int ticket = send(PARENT, firm);
            assertThat(isGoneFor(PARENT)).isFalse();
            holders.giveUp(ticket, PARENT, firm);
            assertThat(isGoneFor(PARENT)).isTrue();
            assertThat(isGoneFor(OTHER)).as("the sender may send it again").isFalse();
            holders.arrive(ticket, PARENT, CHILD, firm, dead::contains);
            assertThat(isGoneFor(PARENT)).as("it has arrived after all").isFalse();
            holders.giveUp(ticket, PARENT, firm);
            assertThat(isGoneFor(PARENT)).isFalse();
            holders.leave(CHILD);
            holders.giveUp(Holders.NONE, PARENT, firm);
            assertThat(isGoneFor(PARENT)).isTrue();
            Arrays.fill(bytes, (byte) 0);
        }
    }

    @Test
    void onlyTheFirmCountOnceThereIsOne() {
        hold(PARENT, false);
        hold(OTHER, false);
        hold(CHILD, false);
        hold(CHILD, true);
        assertThat(isGoneFor(PARENT)).isFalse();
        dead.add(CHILD);
        assertThat(isGoneFor(PARENT)).isTrue();
        assertThat(isGoneFor(OTHER)).isTrue();
        assertThat(holders.last()).isEqualTo(CHILD);
        assertThat(holders.hasLeft(CHILD)).isFalse();
        hold(OTHER, true);
        assertThat(isGoneFor(PARENT)).isFalse();
    }

    @Test
    void whatArrivesTwiceIsHadTwice() {
        hold(PARENT, false);
        int ticket = send(PARENT, true);
        holders.arrive(ticket, PARENT, CHILD, true, dead::contains);
        holders.arrive(ticket, PARENT, OTHER, true, dead::contains);
        dead.add(CHILD);
        assertThat(isGoneFor(PARENT)).isFalse();
        holders.leave(OTHER);
        assertThat(isGoneFor(PARENT)).isTrue();
    }

    @Test
    void whatComesBackToItsSenderIsHadOnce() {
        hold(PARENT, false);
        int ticket = send(PARENT, false);
        holders.arrive(ticket, PARENT, PARENT, false, dead::contains);
        assertThat(isGoneFor(PARENT)).isFalse();
        int firm = send(PARENT, true);
        holders.arrive(firm, PARENT, PARENT, true, dead::contains);
        holders.leave(PARENT);
        assertThat(isGoneFor(PARENT)).isTrue();
    }

    @Test
    void tableIsUsedAgainAndAgain() {
        hold(PARENT, true);
        for (int i = 0; i < 10_000; i++) {
            int ticket = send(PARENT, true);
            assertThat(ticket).isNotEqualTo(Holders.NONE);
            holders.arrive(ticket, PARENT, CHILD, true, dead::contains);
        }
        for (int generation = 8; generation < 3_000; generation++) {
            int mortal = Owner.of(4, generation);
            hold(mortal, true);
            dead.add(mortal);
        }
        holders.leave(PARENT);
        holders.leave(CHILD);
        assertThat(isGoneFor(OTHER)).isTrue();
    }

    @Test
    void ticketThatIsNoneDoesNoHarm() {
        hold(PARENT, false);
        for (int ticket : new int[] {Holders.NONE, 256, Integer.MAX_VALUE, 17}) {
            holders.arrive(ticket, PARENT, CHILD, true, dead::contains);
        }
        assertThat(isGoneFor(PARENT)).isFalse();
        holders.leave(CHILD);
        assertThat(isGoneFor(PARENT)).isTrue();
    }

    /// Between any two steps of sending and arriving somebody living stands for the end.
    @Test
    @Tag("fault-49")
    void endIsNeverGoneWhileItGoesFromHandToHandWhoeverDies() {
        for (boolean firm : new boolean[] {true, false}) {
            for (long access = 0; access < 40; access++) {
                byte[] copy = new byte[(int) Holders.bytes()];
                Holders all = new Holders(MortalMemory.immortal(copy), 0);
                all.hold(PARENT, firm, dead::contains);
                int ticket = all.send(PARENT, firm, dead::contains);
                all.leave(PARENT);
                boolean arrived = arrives(copy, access, ticket, firm);
                assertThat(all.areGone(OTHER, dead::contains)).as("it can still arrive").isFalse();
                all.arrive(ticket, PARENT, OTHER, firm, owner -> owner == CHILD);
                assertThat(all.areGone(PARENT, owner -> owner == CHILD)).isFalse();
                assertThat(all.areGone(PARENT, owner -> owner == CHILD || owner == OTHER))
                        .as("arrived=%s, killed before access %d", arrived, access)
                        .isTrue();
            }
        }
    }

    private boolean arrives(byte[] copy, long access, int ticket, boolean firm) {
        try {
            new Holders(new MortalMemory(copy, access), 0)
                    .arrive(ticket, PARENT, CHILD, firm, dead::contains);
            return true;
        } catch (MortalMemory.Killed e) {
            return false;
        }
    }
}
