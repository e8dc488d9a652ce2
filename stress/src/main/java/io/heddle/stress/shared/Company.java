package io.heddle.stress.shared;

import io.heddle.ProcessStrand;
import io.heddle.Signal;
import io.heddle.Strand;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The children of a storm: starts them, hits them, and starts others in their place.
///
/// Every method that changes anything holds the monitor of this.
final class Company {

    private static final long HEAP_BYTES = 96L << 20;
    private static final long LOOK_MILLIS = 20;

    private final Programme programme;
    private final Stage stage;
    private final Path file;
    private final Tally tally;
    private final SplittableRandom dice;
    private final List<Member> members = new ArrayList<>();

    /// Whether somebody comes in the place of who ends.
    private volatile boolean open;

    /// A child. Guarded by the company.
    static final class Member {
        final int process;
        final ProcessStrand<@Nullable Void> strand;
        final long pid;
        final long started = System.nanoTime();

        /// When it goes on; 0 if it is not stopped.
        long goesOn;

        /// When it was last seen playing; 0 if nobody has looked. Of the thread of the storm.
        long idleSince;

        /// Since when it has not been stopped.
        volatile long continued = started;

        volatile boolean stopped;
        volatile boolean killed;

        Member(int process, ProcessStrand<@Nullable Void> strand) {
            this.process = process;
            this.strand = strand;
            this.pid = strand.pid();
        }
    }

    Company(Programme programme, Stage stage, Path file, Tally tally, SplittableRandom dice) {
        this.programme = programme;
        this.stage = stage;
        this.file = file;
        this.tally = tally;
        this.dice = dice;
    }

    // ---- coming and going ----------------------------------------------------------------------

    synchronized void gather() {
        open = true;
        for (int process = 0; process < programme.processes(); process++) {
            members.add(start(process));
        }
    }

    private Member start(int process) {
        Player player = new Player(programme, file.toString(), process, dice.nextLong());
        ProcessStrand<@Nullable Void> strand =
                Strand.ofProcess()
                        .name("storm-player-" + process)
                        .maxHeapBytes(HEAP_BYTES)
                        .start(player);
        Member member = new Member(process, strand);
        stage.withdrawLicence(member.pid);
        return member;
    }

    /// Buries who has ended, lets others go on whose time has come, and starts new ones.
    synchronized void look() {
        long now = System.nanoTime();
        for (int i = 0; i < members.size(); i++) {
            Member member = members.get(i);
            if (!member.strand.isAlive()) {
                bury(member);
                if (open) {
                    members.set(i, start(member.process));
                } else {
                    members.remove(i--);
                }
            } else if (member.stopped && member.goesOn - now <= 0) {
                goOn(member);
            }
        }
    }

    private void bury(Member member) {
        if (member.killed) {
            tally.kill();
            programme.rowsOf(stage, member.process).forEach(Row::bury);
        } else if (open || member.strand.state() != Future.State.SUCCESS) {
            programme.rowsOf(stage, member.process).forEach(Row::bury);
            tally.fault(
                    Fault.CORRUPT,
                    "a player ended by itself: pid=%d exit=%s %s"
                            .formatted(member.pid, member.strand.exitCode(), failureOf(member)));
        }
    }

    private static String failureOf(Member member) {
        boolean failed = member.strand.state() == Future.State.FAILED;
        return failed ? Texts.ofFailure(member.strand.exceptionNow()) : "";
    }

    /// Lets nobody come any more.
    void closeDoor() {
        open = false;
    }

    /// Tells whether a player lives that has had nothing to play for some time.
    boolean hasOutstayed(Member member, Duration patience) {
        long now = System.nanoTime();
        boolean plays =
                programme.rowsOf(stage, member.process).stream()
                        .anyMatch(row -> row.pid() == member.pid);
        if (plays || member.idleSince == 0) {
            member.idleSince = now;
        }
        return now - member.idleSince > patience.toNanos();
    }

    /// Waits until all have ended.
    ///
    /// @return whether they have
    boolean awaitEnd(Duration patience) throws InterruptedException {
        long begin = System.nanoTime();
        while (!isEmpty()) {
            if (System.nanoTime() - begin > patience.toNanos()) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            look();
        }
        return true;
    }

    synchronized boolean isEmpty() {
        return members.isEmpty();
    }

    // ---- who is there --------------------------------------------------------------------------

    synchronized List<Member> members() {
        return List.copyOf(members);
    }

    /// Tells whether a child lives that nobody has killed yet.
    synchronized boolean lives(long pid) {
        return members.stream().anyMatch(member -> member.pid == pid && member.strand.isAlive());
    }

    // ---- blows ---------------------------------------------------------------------------------

    synchronized void kill(Member member) {
        if (!member.killed && member.strand.isAlive()) {
            stage.license(member.pid);
            member.killed = true;
            member.strand.kill();
        }
    }

    synchronized void stop(Member member, long nanos) {
        if (!member.stopped && !member.killed && member.strand.isAlive()) {
            member.stopped = true;
            member.goesOn = System.nanoTime() + nanos;
            member.strand.send(Signal.STOP);
        }
    }

    private static void goOn(Member member) {
        member.strand.send(Signal.CONT);
        member.continued = System.nanoTime();
        member.stopped = false;
    }

    synchronized void allGoOn() {
        members.stream().filter(member -> member.stopped).forEach(Company::goOn);
    }

    synchronized void killAll() {
        members.forEach(this::kill);
    }
}
