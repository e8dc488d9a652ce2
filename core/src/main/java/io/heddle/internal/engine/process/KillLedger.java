package io.heddle.internal.engine.process;

import io.heddle.internal.os.KillCounters;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Tells which children the system's out-of-memory killer may have ended.
///
/// The system counts its kills for a whole group of processes and does not say whom it ended. So each
/// kill that was counted is entered here with its time, and a child that died by KILL takes the oldest
/// entry that nobody has taken. A kill explains at most one death. Entries that nobody takes soon, since
/// the process was none of ours, expire: they must not explain a death that comes later.
///
/// What cannot be told: if at the same moment one child is ended by the system and another one of the same
/// group by somebody else's KILL, the first to be looked at gets the entry. The deaths are then counted
/// right and may be named the wrong way round.
///
/// The count of the whole system is looked at too, but no death is put down to it: it counts everybody's
/// processes. It only makes a hint.
final class KillLedger {

    /// The ledger of this process.
    static final KillLedger OF_SYSTEM = new KillLedger(KillCounters.OF_SYSTEM, System::nanoTime);

    /// How long after a kill its process may take to be gone: a large one is not torn down at once.
    static final long LONGEST_DYING_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final KillCounters counters;
    private final LongSupplier clock;

    /// By the file of the count; only those that somebody watches. Guarded by this.
    private final Map<Path, Account> accounts = new HashMap<>();

    KillLedger(KillCounters counters, LongSupplier clock) {
        this.counters = counters;
        this.clock = clock;
    }

    /// What the ledger says about a death by KILL.
    ///
    /// @param counted the file that counted a kill for it; empty if none did
    /// @param elsewhere whether the system has ended some process at about that time
    record Verdict(Optional<Path> counted, boolean elsewhere) {
        static final Verdict NOTHING = new Verdict(Optional.empty(), false);
    }

    /// Begins to watch the groups of a child.
    Watch watch(long pid) {
        return new Watch(pid);
    }

    /// One child's place in the ledger. Used by several threads.
    final class Watch {

        private final long pid;

        /// Guarded by the ledger.
        private @Nullable Account group;

        /// Guarded by the ledger.
        private @Nullable Account system;

        private Watch(long pid) {
            this.pid = pid;
            synchronized (KillLedger.this) {
                system = open(counters.ofWholeSystem());
            }
            look();
        }

        /// Looks at the counts. Called while the child lives, every now and then: it may have been moved
        /// to another group, and what was counted is to have its time.
        void look() {
            Optional<Path> now = counters.ofGroup(pid);
            synchronized (KillLedger.this) {
                Account watched = system;
                if (watched == null) {
                    return; // closed
                }
                watched.look(clock.getAsLong());
                Account left = group;
                if (now.isPresent() && (left == null || left.isLeftFor(now.get()))) {
                    group = open(now.get());
                    release(left);
                }
                if (group != null) {
                    group.look(clock.getAsLong());
                }
            }
        }

        /// Gives a verdict after the child died by KILL.
        Verdict judge() {
            synchronized (KillLedger.this) {
                long now = clock.getAsLong();
                Account own = group;
                if (own != null) {
                    own.look(now);
                    if (own.takeOne(now)) {
                        return new Verdict(Optional.of(own.file), true);
                    }
                }
                Account all = system;
                if (all != null) {
                    all.look(now);
                }
                return new Verdict(Optional.empty(), all != null && all.hasFresh(now));
            }
        }

        /// Ends the watch.
        void close() {
            synchronized (KillLedger.this) {
                release(group);
                release(system);
                group = null;
                system = null;
            }
        }
    }

    private Account open(Path file) {
        Account account = accounts.computeIfAbsent(file, Account::new);
        account.watchers++;
        return account;
    }

    /// Forgets what nobody watches: its count would be out of date for the next one who does.
    private void release(@Nullable Account account) {
        if (account != null && --account.watchers == 0) {
            accounts.remove(account.file);
        }
    }

    /// The kills of one count. Guarded by the ledger.
    private static final class Account {

        /// More cannot be of use, whatever a strange file says.
        private static final long MOST_AT_ONCE = 1_000;

        private final Path file;
        private int watchers;

        /// What the count was when it was last read; empty before that.
        private OptionalLong seen = OptionalLong.empty();

        /// When kills were noticed that explain no death yet, oldest first.
        private final ArrayDeque<Long> untaken = new ArrayDeque<>();

        Account(Path file) {
            this.file = file;
        }

        /// Whether a child that was in this group and is now said to be in another has really moved. With
        /// version 1 the system says of a process on its way out that it is in the topmost group.
        boolean isLeftFor(Path other) {
            return !file.startsWith(Objects.requireNonNull(other.getParent()));
        }

        void look(long now) {
            OptionalLong count = KillCounters.read(file);
            if (count.isEmpty()) {
                return;
            }
            long before = seen.orElse(count.getAsLong()); // what was counted before us is not ours
            long news = Math.min(count.getAsLong() - before, MOST_AT_ONCE);
            for (long i = 0; i < news; i++) {
                untaken.addLast(now);
            }
            seen = count;
            expire(now);
        }

        private void expire(long now) {
            while (!untaken.isEmpty() && now - untaken.getFirst() > LONGEST_DYING_NANOS) {
                untaken.removeFirst();
            }
        }

        boolean takeOne(long now) {
            expire(now);
            return untaken.pollFirst() != null;
        }

        boolean hasFresh(long now) {
            expire(now);
            return !untaken.isEmpty();
        }
    }
}
