package io.heddle.stress.cluster;

import io.heddle.stress.Family;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The processes of a storm over a cluster: starts them, replaces those that have ended, and notices who ends by
/// itself. Used by the one thread of the storm.
final class Crew {

    /// What a process plays, and how many play it.
    enum Part {
        WORKER(WorkerRole.class, 3),
        CLIENT(ClientRole.class, 2),
        CONSUMER(ConsumerRole.class, 2);

        private final Class<? extends Role> role;
        private final int seats;

        Part(Class<? extends Role> role, int seats) {
            this.role = role;
            this.seats = seats;
        }
    }

    /// Somebody of the crew.
    static final class Member {

        final Part part;
        final String name;
        final Process process;

        /// When it was stopped, and when it goes on; 0 if it is not stopped.
        private long frozenSince;

        private long frozenUntil;

        /// When it was told to end well; 0 if it was not.
        private long toldAt;

        private boolean killed;

        Member(Part part, String name, Process process) {
            this.part = part;
            this.name = name;
            this.process = process;
        }

        boolean isUntouched() {
            return frozenSince == 0 && toldAt == 0 && !killed && process.isAlive();
        }
    }

    static final String STORM = "HEDDLE_STORM";

    private static final long TICK_MILLIS = 20;
    private static final int TAIL = 40;

    private final ClusterPlan plan;
    private final int port;
    private final Path folder;
    private final Path temporary;
    private final Evidence evidence;
    private final Findings findings;
    private final String id = UUID.randomUUID().toString();
    private final List<Member> members = new ArrayList<>();
    private final Map<Part, Integer> numbers = new EnumMap<>(Part.class);

    Crew(ClusterPlan plan, int port, Path folder, Evidence evidence, Findings findings)
            throws IOException {
        this.plan = plan;
        this.port = port;
        this.folder = folder;
        this.temporary = Files.createDirectory(folder.resolve("t"));
        this.evidence = evidence;
        this.findings = findings;
    }

    List<Member> members() {
        return members;
    }

    List<Member> of(Part part) {
        return members.stream().filter(member -> member.part == part).toList();
    }

    boolean isReady(Member member) {
        return Diary.isReady(folder, member.name);
    }

    // ---- coming -------------------------------------------------------------------------------

    /// Starts who is missing of a part.
    void fill(Part part) {
        while (of(part).size() < part.seats) {
            int number = numbers.merge(part, 1, Integer::sum);
            members.add(start(part, part.name().toLowerCase(java.util.Locale.ROOT) + number));
        }
    }

    private Member start(Part part, String name) {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Xmx160m",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+UseSerialGC",
                                "-Djava.io.tmpdir=" + temporary,
                                "-cp",
                                System.getProperty("java.class.path"),
                                part.role.getName(),
                                folder.toString(),
                                name,
                                Integer.toString(port),
                                Long.toString(plan.seed()))
                        .redirectErrorStream(true)
                        .redirectOutput(log(name));
        builder.environment().put(STORM, id);
        builder.environment().put(Chore.WORKER, name);
        try {
            return new Member(part, name, builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("the crew cannot be started", e);
        }
    }

    private File log(String name) {
        return folder.resolve(name + ".log").toFile();
    }

    // ---- being hit ----------------------------------------------------------------------------

    void kill(Member member) {
        evidence.killed(member.name, System.nanoTime());
        member.killed = true;
        member.process.destroyForcibly();
    }

    void freeze(Member member, long nanos) {
        member.frozenSince = System.nanoTime();
        member.frozenUntil = member.frozenSince + nanos;
        signal("STOP", member);
    }

    /// Kills one of the processes that run its tasks.
    ///
    /// @return whether there was one
    boolean killChild(Member member, int which) {
        List<ProcessHandle> children = member.process.children().toList();
        if (children.isEmpty()) {
            return false;
        }
        ProcessHandle child = children.get(which % children.size());
        evidence.killedChild(child.pid());
        return child.destroyForcibly();
    }

    /// TERM, which a worker takes for the wish that it leave.
    void dismiss(Member member) {
        member.toldAt = System.nanoTime();
        signal("TERM", member);
    }

    private static void signal(String which, Member member) {
        try {
            // may fail: it has just ended by itself, which is noticed elsewhere
            new ProcessBuilder("kill", "-" + which, Long.toString(member.process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException("no signal can be sent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void thaw(Member member) {
        signal("CONT", member);
        evidence.absent(member.name, member.frozenSince, System.nanoTime());
        member.frozenSince = 0;
    }

    // ---- going --------------------------------------------------------------------------------

    /// Says to all of a part that they are to end well.
    void tell(Part part) {
        for (Member member : of(part)) {
            if (member.toldAt == 0 && !member.killed) {
                member.toldAt = System.nanoTime();
                try {
                    member.process
                            .getOutputStream()
                            .write("end\n".getBytes(StandardCharsets.UTF_8));
                    member.process.getOutputStream().flush();
                } catch (IOException e) {
                    findings.say(member.name + " ended before it was told to");
                }
            }
        }
    }

    /// Looks who goes on, who has ended, and who does not end though it was told to.
    void look() {
        long now = System.nanoTime();
        for (Member member : List.copyOf(members)) {
            if (member.frozenSince != 0 && now >= member.frozenUntil) {
                thaw(member);
            }
            if (!member.process.isAlive()) {
                members.remove(member);
                hasEnded(member);
            } else if (member.toldAt != 0
                    && !member.killed
                    && now - member.toldAt > plan.patience().toNanos()) {
                hangs(member);
            }
        }
    }

    private void hasEnded(Member member) {
        int exit = member.process.exitValue();
        boolean asWished =
                member.killed
                        || (exit == 0 && member.toldAt != 0)
                        || (exit == Role.UNAVAILABLE_EXIT && !Diary.isReady(folder, member.name));
        if (!asWished) {
            findings.add(
                    Offence.UNEXPLAINED,
                    "a process ended by itself: name=%s exit=%d%n%s"
                            .formatted(member.name, exit, tail(member.name)));
        }
    }

    private void hangs(Member member) {
        signal("QUIT", member); // it prints the stacks of its threads
        pause(1_000);
        findings.add(
                Offence.HANG,
                "a process was told to end and does not: name=%s pid=%d%n%s"
                        .formatted(member.name, member.process.pid(), tail(member.name)));
        kill(member);
    }

    private String tail(String name) {
        try {
            List<String> lines = Files.readAllLines(log(name).toPath());
            return String.join(
                    "\n", lines.subList(Math.max(0, lines.size() - 10 * TAIL), lines.size()));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    /// Lets all that are stopped go on.
    void thawAll() {
        members.stream().filter(member -> member.frozenSince != 0).forEach(this::thaw);
    }

    /// Waits until something is so, while looking after the crew.
    ///
    /// @return whether it came to be so
    boolean await(BooleanSupplier condition, Duration limit) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > limit.toNanos()) {
                return false;
            }
            look();
            pause(TICK_MILLIS);
        }
        return true;
    }

    static void pause(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Ends everybody at once, and tells of what is left of anybody.
    void end() {
        thawAll();
        members.forEach(this::kill);
        var _ = await(members::isEmpty, plan.patience());
        String mark = Objects.requireNonNull(STORM + "=" + id);
        if (!await(() -> Family.having(mark).isEmpty(), plan.patience())) {
            Family.having(mark)
                    .forEach(process -> findings.add(Offence.LEFT, "left over: " + process));
        }
    }
}
