package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every operation is killed before each of its accesses to memory, and so is everybody who puts in order
/// what it has left. Whoever comes last must find everything as if each operation had happened wholly or
/// not at all.
class KillAtEveryStepTest {

    private static final int BYTES = 4096;
    private static final int REGISTRY_BYTES =
            Math.toIntExact(Region.HEADER_BYTES + Registry.bytes());
    static final int PLACES = 4;

    /// One process of the model.
    record Mortal(Memory memory, int me, Set<Integer> dead) implements Liveness {

        @Override
        public boolean isDead(int owner) {
            return dead.contains(owner);
        }
    }

    /// What is tried.
    interface Scenario {

        /// How much memory it needs.
        default int bytes() {
            return BYTES;
        }

        /// Makes everything that there is at the beginning.
        void prepare(Mortal process);

        /// What is killed at every step.
        void operation(Mortal process);

        /// What survivors do. It must go through, whatever was killed before.
        void recovery(Mortal process);

        /// What must be true when somebody has gone through the recovery.
        void check(Mortal process, int killed);
    }

    /// How many histories there were with one and with two deaths.
    record Histories(int single, int twofold) {}

    static Histories killEverywhere(Scenario scenario) {
        return killEverywhere(scenario, UnaryOperator.identity());
    }

    /// Kills each operation everywhere.
    ///
    /// @param lens how each process sees the memory; another way is a defect
    static Histories killEverywhere(Scenario scenario, UnaryOperator<Memory> lens) {
        return new Model(scenario, lens).killEverywhere(1);
    }

    /// A scenario, and how its processes see the memory.
    private record Model(Scenario scenario, UnaryOperator<Memory> lens) {
        /// Kills the first at each of its steps, and the one who comes after it at each step or, where that takes long,
        /// at every so many: others for each step of the first.
        Histories killEverywhere(int stride) {
            int single = 0;
            int twofold = 0;
            for (long first = 0; ; first++) {
                byte[] bytes = prepared();
                Set<Integer> dead = new HashSet<>();
                boolean victimDied = runUntilKilled(bytes, first, 0, dead, scenario::operation);
                if (!victimDied) {
                    recover(bytes, dead);
                    return new Histories(single, twofold);
                }
                single++;
                recover(bytes.clone(), new HashSet<>(dead));
                for (long second = first % stride; ; second += stride) {
                    byte[] copy = bytes.clone();
                    Set<Integer> both = new HashSet<>(dead);
                    if (!runUntilKilled(copy, second, 1, both, scenario::recovery)) {
                        break;
                    }
                    twofold++;
                    recover(copy, both);
                }
            }
        }

        byte[] prepared() {
            byte[] bytes = new byte[scenario.bytes()];
            scenario.prepare(process(bytes, Long.MAX_VALUE, PLACES - 1, new HashSet<>()));
            return bytes;
        }

        private Mortal process(byte[] bytes, long accesses, int place, Set<Integer> dead) {
            Memory memory = lens.apply(new MortalMemory(bytes, accesses));
            return new Mortal(memory, Owner.of(place, 7), dead);
        }

        boolean runUntilKilled(
                byte[] bytes, long accesses, int place, Set<Integer> dead, Consumer<Mortal> work) {
            Mortal process = process(bytes, accesses, place, dead);
            try {
                work.accept(process);
                return false;
            } catch (MortalMemory.Killed e) {
                dead.add(process.me());
                return true;
            }
        }

        private void recover(byte[] bytes, Set<Integer> dead) {
            Mortal survivor = process(bytes, Long.MAX_VALUE, 2, dead);
            scenario.recovery(survivor);
            scenario.check(survivor, dead.size());
        }
    }

    private static Mortal immortal(byte[] bytes, int place) {
        return new Mortal(MortalMemory.immortal(bytes), Owner.of(place, 7), new HashSet<>());
    }

    // ---- permits
    // ---------------------------------------------------------------------------------

    static final class Permits implements Scenario {

        static TrackedPermits of(Mortal process) {
            return new TrackedPermits(process.memory(), 0, PLACES);
        }

        @Override
        public void prepare(Mortal process) {
            of(process).create(5);
        }

        @Override
        public void operation(Mortal process) {
            TrackedPermits permits = of(process);
            permits.tryAcquire(3, process.me(), process);
            permits.tryRelease(1, process.me(), process);
        }

        @Override
        public void recovery(Mortal process) {
            assertThat(of(process).tryReclaim(process.me(), process)).isTrue();
            assertThat(of(process).tryAcquire(2, process.me(), process))
                    .isEqualTo(TrackedPermits.Attempt.TAKEN);
            assertThat(of(process).tryRelease(2, process.me(), process)).isTrue();
        }

        @Override
        public void check(Mortal process, int killed) {
            assertThat(of(process).tryReclaim(process.me(), process)).isTrue();
            if (killed > 0) {
                assertThat(of(process).free()).isEqualTo(5);
            }
        }
    }

    @Test
    void permitsOfTheDeadComeBackAndNoneIsMadeUp() {
        Histories histories = killEverywhere(new Permits());
        assertThat(histories.single()).isGreaterThan(30);
        assertThat(histories.twofold()).isGreaterThan(1_000);
    }

    @Test
    void whoIsInTheMiddleIsNotTakenForWantOfPermits() {
        byte[] bytes = new byte[BYTES];
        Mortal other = immortal(bytes, 1);
        Mortal self = immortal(bytes, 0);
        TrackedPermits permits = Permits.of(self);
        permits.create(5);
        assertThat(permits.tryAcquire(6, self.me(), self))
                .isEqualTo(TrackedPermits.Attempt.NOT_ENOUGH);
        RecoverableLock lock = new RecoverableLock(other.memory(), 0);
        assertThat(lock.tryAcquireFree(other.me())).isTrue();
        assertThat(permits.tryAcquire(1, self.me(), self)).isEqualTo(TrackedPermits.Attempt.BUSY);
        assertThat(permits.acquire(1, self.me(), self)).as("who is at it is stopped").isFalse();
        assertThat(permits.acquire(1, self.me(), self, Limit.inNanos(0))).isFalse();
        lock.release();
        assertThat(permits.acquire(1, self.me(), self)).isTrue();
        assertThat(permits.acquire(4, self.me(), self, Limit.never())).isTrue();
        assertThat(permits.free()).isZero();
    }

    // ---- the lock of users and its conditions --------------------------------------------------

    @Test
    void whoTakesOverKnowsWhoseLockItWasAndSaysItIsInOrderOnlyWhileItHoldsIt() {
        byte[] bytes = new byte[BYTES];
        Mortal first = immortal(bytes, 1);
        Mortal second = immortal(bytes, 2);
        Mortal survivor = immortal(bytes, 0);
        RecoverableLock lock = new RecoverableLock(survivor.memory(), 0);
        for (Mortal dead : List.of(first, second)) {
            assertThat(lock.tryAcquireFree(dead.me())).isTrue();
            survivor.dead().add(dead.me());
            assertThat(lock.tryAcquire(survivor.me(), survivor))
                    .isEqualTo(RecoverableLock.Attempt.TAKEN_OVER);
            assertThat(lock.predecessor()).isEqualTo(dead.me());
            lock.makeConsistent(survivor.me());
            assertThat(lock.isAbandoned()).isFalse();
            assertThat(lock.holder()).isEqualTo(survivor.me());
            lock.release();
            lock.makeConsistent(survivor.me());
            assertThat(lock.holder()).isZero();
        }
    }

    static final int SIGNALS = 0x80;

    private static Signals signals(Mortal process) {
        return new Signals(process.memory(), SIGNALS, PLACES);
    }

    private static boolean underLock(Mortal process, Runnable work) {
        RecoverableLock lock = new RecoverableLock(process.memory(), 0);
        RecoverableLock.Attempt attempt = lock.tryAcquire(process.me(), process);
        assertThat(attempt).isNotEqualTo(RecoverableLock.Attempt.BUSY);
        if (attempt == RecoverableLock.Attempt.TAKEN_OVER) {
            assertThat(lock.isAbandoned()).isTrue();
            lock.makeConsistent(process.me());
        }
        work.run();
        lock.release();
        return attempt == RecoverableLock.Attempt.TAKEN_OVER;
    }

    /// Signals one of two who wait in a process that lives.
    static final class Signalling implements Scenario {

        @Override
        public void prepare(Mortal process) {
            signals(process).enter(process.me(), process);
            signals(process).enter(process.me(), process);
        }

        @Override
        public void operation(Mortal process) {
            underLock(process, () -> signals(process).signal(process));
        }

        @Override
        public void recovery(Mortal process) {
            underLock(
                    process,
                    () -> {
                        Signals signals = signals(process);
                        while (signals.signal(process) >= 0) {
                            assertThat(signals.areSwallowed(process)).isFalse();
                        }
                    });
        }

        @Override
        public void check(Mortal process, int killed) {
            assertThat(signals(process).granted(Owner.of(PLACES - 1, 7))).isEqualTo(2);
        }
    }

    @Test
    @Tag("fault-52")
    void eachWaiterIsSignalledOnceWhoeverDies() {
        Histories histories = killEverywhere(new Signalling());
        assertThat(histories.single()).isGreaterThan(20);
        assertThat(histories.twofold()).isGreaterThan(500);
    }

    /// Waits, together with one who lives, and is signalled.
    private static final class Consuming implements Scenario {

        @Override
        public void prepare(Mortal process) {
            signals(process).enter(Owner.of(0, 7), process);
            signals(process).enter(process.me(), process);
            assertThat(signals(process).signal(process)).isEqualTo(PLACES - 1);
            assertThat(signals(process).signal(process)).isZero();
            signals(process).consume(process.me());
            signals(process).enter(process.me(), process);
        }

        @Override
        public void operation(Mortal process) {
            underLock(process, () -> signals(process).consume(process.me()));
        }

        @Override
        public void recovery(Mortal process) {
            boolean swallowed = signals(process).areSwallowed(process);
            underLock(
                    process,
                    () -> {
                        if (swallowed) {
                            signals(process).signal(process);
                            signals(process).forgetSwallowed(process);
                        }
                    });
        }

        @Override
        public void check(Mortal process, int killed) {
            assertThat(signals(process).areSwallowed(process)).isFalse();
            long others = signals(process).granted(Owner.of(PLACES - 1, 7));
            boolean consumed = process.memory().getLong(SIGNALS + 0x098 + 32) == 1 && others == 1;
            assertThat(consumed || others == 2).isTrue();
        }
    }

    @Test
    @Tag("fault-52")
    void signalThatADeadOneHadNotUsedUpGoesToAnother() {
        Histories histories = killEverywhere(new Consuming());
        assertThat(histories.single()).isGreaterThan(4);
        assertThat(histories.twofold()).isGreaterThan(50);
    }

    /// Signals everybody, of whom one lives; then one who waits gives up, and another one comes.
    private static final class SignallingAll implements Scenario {

        @Override
        public void prepare(Mortal process) {
            signals(process).enter(process.me(), process);
            signals(process).enter(process.me(), process);
        }

        @Override
        public void operation(Mortal process) {
            underLock(
                    process,
                    () -> {
                        Signals signals = signals(process);
                        signals.enter(process.me(), process);
                        signals.giveUp(process.me());
                        signals.enter(process.me(), process);
                        signals.signalAll();
                        signals.enter(process.me(), process);
                    });
        }

        @Override
        public void recovery(Mortal process) {
            underLock(process, signals(process)::signalAll);
        }

        @Override
        public void check(Mortal process, int killed) {
            Signals signals = signals(process);
            assertThat(signals.epoch()).isBetween(1L, 3L);
            assertThat(signals.signal(process)).as("nobody waits any more").isNegative();
            signals.enter(process.me(), process);
            assertThat(signals.signal(process)).isEqualTo(Owner.place(process.me()));
            assertThat(signals.signal(process)).isNegative();
            assertThat(signals.areSwallowed(process)).isFalse();
        }
    }

    @Test
    @Tag("fault-52")
    void everybodyIsSignalledAndNobodyTwiceWhoeverDies() {
        Histories histories = killEverywhere(new SignallingAll());
        assertThat(histories.single()).isGreaterThan(40);
        assertThat(histories.twofold()).isGreaterThan(200);
    }

    /// Waits and gives up, next to one who lives and waits.
    private static final class GivingUp implements Scenario {

        @Override
        public void prepare(Mortal process) {
            signals(process).enter(process.me(), process);
        }

        @Override
        public void operation(Mortal process) {
            underLock(process, () -> signals(process).enter(process.me(), process));
            underLock(process, () -> signals(process).giveUp(process.me()));
        }

        @Override
        public void recovery(Mortal process) {
            underLock(
                    process,
                    () -> {
                        signals(process).enter(process.me(), process);
                        signals(process).giveUp(process.me());
                    });
        }

        @Override
        public void check(Mortal process, int killed) {
            assertThat(signals(process).signal(process)).isEqualTo(PLACES - 1);
            assertThat(signals(process).signal(process)).isNegative();
            assertThat(signals(process).areSwallowed(process)).isFalse();
        }
    }

    @Test
    @Tag("fault-52")
    void oneWhoGivesUpOrDiesTakesNoSignalFromTheOthers() {
        Histories histories = killEverywhere(new GivingUp());
        assertThat(histories.single()).isGreaterThan(30);
        assertThat(histories.twofold()).isGreaterThan(500);
    }

    // ---- the line ------------------------------------------------------------------------------

    /// Comes and goes behind one who is there.
    private static final class Queueing implements Scenario {

        private static final int RESIDENT = Owner.of(PLACES - 1, 7);

        private static Line line(Mortal process) {
            return new Line(process.memory(), 0);
        }

        private static void come(Mortal process) {
            Line line = line(process);
            line.publish(process.me(), line.draw());
        }

        @Override
        public void prepare(Mortal process) {
            come(process);
        }

        @Override
        public void operation(Mortal process) {
            come(process);
            line(process).withdraw(process.me());
            come(process);
        }

        @Override
        public void recovery(Mortal process) {
            come(process);
            assertThat(line(process).first(process)).isEqualTo(RESIDENT);
            line(process).withdraw(process.me());
            come(process);
        }

        @Override
        public void check(Mortal process, int killed) {
            Line line = line(process);
            line.withdraw(RESIDENT);
            int second = killed == 0 ? Owner.of(0, 7) : process.me();
            assertThat(line.first(process)).isEqualTo(second);
            assertThat(line.isEmpty(process)).isFalse();
            line.publish(RESIDENT, line.draw());
            assertThat(line.first(process)).as("who comes anew is the last").isEqualTo(second);
        }
    }

    @Test
    void whoHasDiedHoldsUpNobodyInTheLineAndNobodyPasses() {
        Histories histories = killEverywhere(new Queueing());
        assertThat(histories.single()).isGreaterThan(8);
        assertThat(histories.twofold()).isGreaterThan(100);
    }

    @Test
    void lineInWhichOnlyTheDeadStandIsEmpty() {
        Mortal process = immortal(new byte[BYTES], 0);
        Line line = new Line(process.memory(), 0);
        assertThat(line.isEmpty(process)).isTrue();
        line.publish(Owner.of(1, 7), line.draw());
        assertThat(line.isEmpty(process)).isFalse();
        process.dead().add(Owner.of(1, 7));
        assertThat(line.isEmpty(process)).isTrue();
    }

    @Test
    void ticketsAreInOrderWhenTheirNumbersBeginAnew() {
        Mortal process = immortal(new byte[BYTES], 0);
        Line line = new Line(process.memory(), 0);
        line.publish(Owner.of(1, 7), (1L << 34) - 1);
        line.publish(Owner.of(2, 7), 0);
        line.publish(Owner.of(0, 7), 1);
        assertThat(line.first(process)).isEqualTo(Owner.of(1, 7));
        line.withdraw(Owner.of(1, 7));
        assertThat(line.first(process)).isEqualTo(Owner.of(2, 7));
    }

    // ---- who has waited for long ---------------------------------------------------------------

    /// Writes that it waits, and that it waits no more, next to one who waits.
    private static final class Noting implements Scenario {

        /// Needs two records.
        private static WaitCycle.Node node(int number) {
            return node(number, WaitRecords.MOST_HELD + 1);
        }

        private static WaitCycle.Node node(int number, int locks) {
            Map<LockName, String> held = new LinkedHashMap<>();
            for (int i = 0; i < locks; i++) {
                held.put(new LockName(number, number, i), "place " + number);
            }
            LockName wanted = new LockName(number, 0, 1);
            return new WaitCycle.Node(
                    number,
                    number,
                    "process " + number,
                    "thread " + number,
                    true,
                    wanted,
                    "at",
                    held);
        }

        private static WaitRecords records(Mortal process) {
            return new WaitRecords(process.memory(), 0);
        }

        @Override
        public int bytes() {
            return WaitRecords.BYTES;
        }

        @Override
        public void prepare(Mortal process) {
            assertThat(records(process).write(process.me(), process, node(3))).hasSize(2);
        }

        @Override
        public void operation(Mortal process) {
            List<Integer> mine = records(process).write(process.me(), process, node(5));
            records(process).clear(mine);
        }

        @Override
        public void recovery(Mortal process) {
            assertThat(records(process).read(process)).containsExactly(node(3));
            List<Integer> mine = records(process).write(process.me(), process, node(6));
            assertThat(records(process).read(process)).contains(node(3), node(6));
            records(process).clear(mine);
        }

        @Override
        public void check(Mortal process, int killed) {
            assertThat(records(process).read(process)).containsExactly(node(3));
            WaitCycle.Node small = node(7, 1);
            int written = 0;
            while (!records(process).write(process.me(), process, small).isEmpty()) {
                written++;
            }
            assertThat(written).isEqualTo(64 - 2);
        }
    }

    /// It lives and goes no further, so what it has noted does count.
    @Test
    void noteOfOneThatIsStoppedIsReadWhollyOrNotAtAll() {
        Noting noting = new Noting();
        Model model = new Model(noting, UnaryOperator.identity());
        int seen = 0;
        for (long access = 0; ; access++) {
            byte[] bytes = model.prepared();
            boolean stopped =
                    model.runUntilKilled(bytes, access, 0, new HashSet<>(), noting::operation);
            Mortal reader = immortal(bytes, 2);
            for (WaitCycle.Node node : Noting.records(reader).read(reader)) {
                WaitCycle.Node whole = Noting.node((int) node.number());
                assertThat(whole.held().entrySet()).containsAll(node.held().entrySet());
                assertThat(node.held()).hasSizeGreaterThanOrEqualTo(1);
                assertThat(node.thread()).isEqualTo(whole.thread());
                assertThat(node.wanted()).isEqualTo(whole.wanted());
                assertThat(node.breakable()).isTrue();
                seen += node.number() == 5 ? 1 : 0;
            }
            if (!stopped) {
                assertThat(seen).isPositive();
                return;
            }
        }
    }

    @Test
    void whoWaitsIsNotedWhollyOrNotAtAllAndTheDeadAreForgotten() {
        Histories histories = killNoting(5);
        assertThat(histories.single()).isGreaterThan(50);
        assertThat(histories.twofold()).isGreaterThan(400);
    }

    @Test
    @Tag("stress")
    void whoWaitsIsNotedWhollyOrNotAtAllWhereverTwoDie() {
        assertThat(killNoting(1).twofold()).isGreaterThan(2_000);
    }

    private static Histories killNoting(int stride) {
        return new Model(new Noting(), UnaryOperator.identity()).killEverywhere(stride);
    }

    // ---- joining -------------------------------------------------------------------------------

    /// The byte locks of all processes of a model.
    private record ModelLocks(Map<Integer, Integer> holders, Mortal process) implements LifeLocks {

        @Override
        public boolean tryTake(int place) {
            boolean free = isFree(place);
            if (free) {
                holders.put(place, process.me());
            }
            return free;
        }

        @Override
        public void giveBack(int place) {
            holders.remove(place);
        }

        @Override
        public boolean isFree(int place) {
            Integer holder = holders.get(place);
            return holder == null || process.isDead(holder);
        }
    }

    /// Joins a registry in which one lives; who comes next gets the same place.
    private static final class Joining implements Scenario {

        private static final int SAME_PLACE = 1;

        private final Map<Integer, Integer> holders = new HashMap<>();
        private int resident;
        private final List<Integer> known = new ArrayList<>();

        @Override
        public int bytes() {
            return REGISTRY_BYTES;
        }

        private Registry registry(Mortal process) {
            return new Registry(
                    process.memory(),
                    new ModelLocks(holders, process),
                    () -> new RegionKey(new UUID(0, 0), 0, 0));
        }

        private void join(Mortal process) {
            process.memory().setInt(Region.HEADER_BYTES, SAME_PLACE);
            int joined = registry(process).join(3);
            assertThat(known).doesNotContain(joined);
            known.add(joined);
        }

        @Override
        public void prepare(Mortal process) {
            holders.clear();
            known.clear();
            resident = registry(process).join(3);
        }

        @Override
        public void operation(Mortal process) {
            join(process);
            registry(process).ownerAt(SAME_PLACE); // so that it also dies when it has joined
        }

        @Override
        public void recovery(Mortal process) {
            known.clear();
            holders.values().removeIf(holder -> isOfAnotherHistory(process, holder));
            int before = registry(process).ownerAt(SAME_PLACE);
            if (before != 0) {
                known.add(before); // somebody may have seen it
            }
            join(process);
        }

        /// Only the resident and the first victim have joined before.
        private static boolean isOfAnotherHistory(Mortal process, int holder) {
            int place = Owner.place(holder);
            return place != PLACES - 1 && place != 0 && !process.isDead(holder);
        }

        @Override
        public void check(Mortal process, int killed) {
            Registry registry = registry(process);
            int last = known.getLast();
            assertThat(Owner.place(last)).isEqualTo(killed == 0 ? SAME_PLACE + 1 : SAME_PLACE);
            assertThat(registry.isDead(last)).isFalse();
            assertThat(registry.isDead(resident)).isFalse();
            assertThat(registry.ownerAt(Owner.place(last))).isEqualTo(last);
            assertThat(registry.pid(last)).isEqualTo(ProcessHandle.current().pid());
            known.subList(0, known.size() - 1).stream()
                    .filter(_ -> killed > 0)
                    .forEach(owner -> assertThat(registry.isDead(owner)).isTrue());
        }
    }

    @Test
    void placeOfOneKilledWhileJoiningIsGivenToAnotherOwner() {
        Histories histories = killEverywhere(new Joining());
        assertThat(histories.single()).isGreaterThan(6);
        assertThat(histories.twofold()).isGreaterThan(50);
    }
}
