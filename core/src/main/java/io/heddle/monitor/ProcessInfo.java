package io.heddle.monitor;

import io.heddle.StrandStatus;
import io.heddle.internal.os.Family;
import io.heddle.internal.os.ProcFs;
import io.heddle.spi.Durations;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/// What a process is doing and what it takes, whoever has started it: one look, which does not change any more.
///
/// ```java
/// ProcessInfo.of(pid).ifPresent(p -> System.out.println(p.name() + " " + p.status()));
/// ```
///
/// Of a child of Heddle [io.heddle.ProcessStrand] and [io.heddle.PoolSnapshot] know more; they know the tasks.
///
/// All values are of one process, even if its pid is given to another one meanwhile. What the system does not say,
/// or not to this user, is empty, and never guessed.
///
/// ## Systems
///
/// On Linux everything is read from `/proc`. On other systems the optional module `io.heddle.oshi` asks OSHI, which
/// on macOS needs `oshi-core` or `oshi-core-ffm` beside it. Without
/// them there is what the JDK knows: no memory, threads, descriptors or times of processors, and a process that
/// lives is [StrandStatus#RUNNING] there.
///
/// ## Cost
///
/// Some small files for each look. The proportional memory makes the system go through all memory of the process:
/// about a millisecond for a small JVM, more for a large one. [#watch(long)] does not ask for it.
///
/// ## Source
///
/// `proc(5)`.
///
/// @param pid the process
/// @param parentPid its parent; empty if it has none, or none that can be seen from here
/// @param name the name of its program; Linux keeps 15 characters of it. Empty if it is not told
/// @param status what it is doing; RUNNING if at least one of its threads is on a processor or waits for one. A
///     ZOMBIE has ended and its parent has not taken note
/// @param startTime when it was started, on the clock on the wall; on Linux up to a second early, since the system
///     tells the second of its own start alone
/// @param user with whose rights it runs, or the number of that user where it has no name
/// @param commandLine its program and its arguments; empty for a zombie, and for parts of the system
/// @param userTime how long its threads had a processor for their own code
/// @param systemTime how long they had one for code of the system
/// @param residentBytes the memory that it has, with all that it shares with others
/// @param proportionalBytes the same, where each page that *n* processes share counts for an *n*-th
/// @param threads how many threads it has
/// @param descriptors how many files, sockets and the like it has open
public record ProcessInfo(
        long pid,
        OptionalLong parentPid,
        String name,
        StrandStatus status,
        Optional<Instant> startTime,
        Optional<String> user,
        List<String> commandLine,
        Optional<Duration> userTime,
        Optional<Duration> systemTime,
        OptionalLong residentBytes,
        OptionalLong proportionalBytes,
        OptionalInt threads,
        OptionalInt descriptors) {

    private static final Duration USUAL_INTERVAL = Duration.ofMillis(50);

    /// Keeps its own copy of the list.
    public ProcessInfo {
        commandLine = List.copyOf(commandLine);
    }

    /// Looks at a process.
    ///
    /// @param pid the process
    /// @return what is known; empty if there is no such process, or none that this one may see
    /// @throws io.heddle.HeddleException if nobody can look now, as when this process has no descriptor left
    public static Optional<ProcessInfo> of(long pid) {
        return pid > 0 ? Source.HERE.of(pid) : Optional.empty();
    }

    /// Looks at those that a process has started.
    ///
    /// @param pid the parent
    /// @return its living children and its zombies; empty if there is no such process
    /// @throws io.heddle.HeddleException if nobody can look now
    public static List<ProcessInfo> children(long pid) {
        return Family.childrenOf(pid)
                .flatMap(child -> of(child).stream())
                .filter(child -> child.parentPid.orElse(-1) == pid) // it may have lost it since
                .toList();
    }

    /// Looks at a process and all that descend from it. If it leads a session, those of the session that have lost
    /// their parents belong to it and are shown as its children.
    ///
    /// The system has no way to look at many at the same moment, so one that has just been started may be missing.
    ///
    /// @param pid the eldest
    /// @return the tree; empty if there is no such process
    /// @throws io.heddle.HeddleException if nobody can look now
    public static Optional<ProcessTreeInfo> tree(long pid) {
        Optional<ProcessHandle> root =
                pid > 0 && !ProcFs.isThread(pid) ? ProcessHandle.of(pid) : Optional.empty();
        if (root.isEmpty()) {
            return Optional.empty();
        }
        Map<Long, ProcessInfo> seen = new LinkedHashMap<>();
        new Family(root.get())
                .members()
                .forEach(
                        member -> of(member.pid()).ifPresent(info -> seen.put(member.pid(), info)));
        return seen.containsKey(pid) ? Optional.of(treeOf(pid, pid, seen)) : Optional.empty();
    }

    @SuppressWarnings("NullAway") // the pid is one of those seen
    private static ProcessTreeInfo treeOf(long pid, long root, Map<Long, ProcessInfo> seen) {
        List<ProcessTreeInfo> children = new ArrayList<>();
        for (ProcessInfo one : seen.values()) {
            if (one.pid != root && one.parentWithin(seen, root) == pid) {
                children.add(treeOf(one.pid, root, seen));
            }
        }
        return new ProcessTreeInfo(seen.get(pid), children);
    }

    private long parentWithin(Map<Long, ProcessInfo> seen, long root) {
        return parentPid.isPresent() && seen.containsKey(parentPid.getAsLong())
                ? parentPid.getAsLong()
                : root;
    }

    /// Watches a process, looking at it every 50 milliseconds; see [#watch(long, Duration)].
    ///
    /// @param pid the process
    /// @return its changes
    public static Stream<ProcessChange> watch(long pid) {
        return watch(pid, USUAL_INTERVAL);
    }

    /// Watches what a process is doing, until it ends or the stream is closed.
    ///
    /// ```java
    /// try (Stream<ProcessChange> changes = ProcessInfo.watch(pid)) {
    ///     changes.forEach(change -> System.out.println(change.at() + " " + change.status()));
    /// }
    /// ```
    ///
    /// The first element is what it is doing now. The last one is [StrandStatus#ENDED], exactly once, also if there
    /// is no such process from the start or its pid is given to another one; then the stream is over. In between is
    /// what was seen: systems tell nobody when a process stops or goes on, so a state that does not last for
    /// an interval may be missed. The end of a child of this process is told by the system, at once; that of
    /// another process is seen at the next look, and it may be a [StrandStatus#ZOMBIE] before. A look that the system
    /// does not allow, as when this process has no descriptor left, is left out.
    ///
    /// Reading waits for the next change. Whoever does not read misses the oldest changes of more than a thousand.
    /// One thread looks at all watched processes, and ends with the last watch.
    ///
    /// ## Cancellation
    ///
    /// Close the stream, from any thread; whoever waits in it sees its end. Nothing is left behind. A reader that
    /// is interrupted gets a [java.util.concurrent.CancellationException] and finds the stream closed and the flag
    /// set. Where a look fails for a reason that will not pass, reading throws a [io.heddle.HeddleException].
    ///
    /// @param pid the process
    /// @param interval the time between two looks, at least a millisecond
    /// @return its changes, in order; to be closed, and to be read by one thread
    /// @throws IllegalArgumentException if the interval is shorter than a millisecond
    /// @throws io.heddle.HeddleException if nobody can look at the beginning
    public static Stream<ProcessChange> watch(long pid, Duration interval) {
        if (Durations.requirePositive("interval", interval).compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException(
                    "a process cannot be looked at that often: interval=%s; at least 1ms"
                            .formatted(Durations.text(interval)));
        }
        return ProcessWatch.begin(pid, interval).stream();
    }

    /// Who is asked, on this system.
    private static final class Source {

        static final ProcessSource HERE =
                ProcFs.isThere()
                        ? new ProcSource()
                        : firstThatKnows(
                                ServiceLoader.load(
                                        ProcessSource.class, ProcessSource.class.getClassLoader()));
    }

    static ProcessSource firstThatKnows(Iterable<ProcessSource> sources) {
        for (ProcessSource source : sources) {
            if (source.knowsThisSystem()) {
                return source;
            }
        }
        return new HandleSource();
    }
}
