package io.heddle.internal.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.internal.memory.Story.Beginning;
import io.heddle.testkit.ShortLife;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/// Plays stories in which a process dies: a JVM that works on the same memory and gets a real SIGKILL before one
/// of its accesses. Who survives is this process.
///
/// Each process serves one death. What a start costs is hidden as far as it can be: some wait, started and
/// without a part, for the next one.
final class RealKills implements AutoCloseable {

    private static final int SPARES = 2;
    private static final int KILLED = 128 + 9;
    private static final long LONGEST_SECONDS = 50;

    private final List<String> command;
    private final Deque<Process> spares = new ArrayDeque<>();
    private int deaths;

    /// Prepares it.
    ///
    /// @param jvmArgs of those who die
    RealKills(List<String> jvmArgs) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of(ShortLife.jvmArguments()));
        words.addAll(List.of("-XX:+UseSerialGC", "-Xmx64m"));
        words.addAll(jvmArgs);
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        words.add(MortalProgram.class.getName());
        this.command = List.copyOf(words);
    }

    /// How many were killed.
    int deaths() {
        return deaths;
    }

    private Process next() throws IOException {
        while (spares.size() <= SPARES) {
            spares.add(new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
        }
        return spares.remove();
    }

    /// Lets one play, and die.
    ///
    /// @return whether it came to that access; if not, it has died at its end, or where it waited
    private boolean die(Story story, boolean asSurvivor, long access) throws Exception {
        Process mortal = next();
        try {
            DataInputStream in = new DataInputStream(mortal.getInputStream());
            DataOutputStream out = new DataOutputStream(mortal.getOutputStream());
            assertThat(in.readByte()).isEqualTo((byte) MortalProgram.READY);
            byte[] bytes = bytesOf(story);
            out.writeLong(access);
            out.writeBoolean(asSurvivor);
            out.writeInt(bytes.length);
            out.write(bytes);
            out.flush();
            return awaitHalt(in);
        } finally {
            mortal.destroyForcibly();
            assertThat(mortal.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).isTrue();
            mortal.getInputStream().close();
            mortal.getOutputStream().close();
            deaths++;
            assertThat(mortal.exitValue()).as("it was killed").isEqualTo(KILLED);
        }
    }

    private static byte[] bytesOf(Story story) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(bytes)) {
            objects.writeObject(story);
        }
        return bytes.toByteArray();
    }

    private static boolean awaitHalt(DataInputStream in) throws IOException {
        byte what = in.readByte();
        return switch (what) {
            case MortalProgram.HALTED -> true;
            case MortalProgram.OVER -> false;
            case MortalProgram.FAILED -> throw new AssertionError(in.readUTF());
            default -> throw new AssertionError("what is that? " + what);
        };
    }

    // ---- stories -------------------------------------------------------------------------------

    /// Plays a story with one death.
    ///
    /// @return whether there is such an access
    private boolean killAt(Beginning beginning, String title, long access) throws Exception {
        Story story = beginning.begin();
        try (SecondSite second = new SecondSite();
                Party bystander = new Party()) {
            bystander.act(() -> second.play(story::bystander));
            boolean reached = die(story, false, access);
            finish(story, bystander, "%s, killed before access %d".formatted(title, access), 1);
            return reached;
        }
    }

    /// Plays a story with two deaths; the second one is that of a survivor.
    private void killAt(Beginning beginning, String title, long first, long second)
            throws Exception {
        Story story = beginning.begin();
        try (SecondSite site = new SecondSite();
                Party bystander = new Party()) {
            bystander.act(() -> site.play(story::bystander));
            die(story, false, first);
            die(story, true, second);
            String when = "%s, killed before accesses %d, %d".formatted(title, first, second);
            finish(story, bystander, when, 2);
        }
    }

    private static void finish(Story story, Party bystander, String when, int killed) {
        try {
            Killing.live(story, bystander, when);
            story.check(killed);
        } catch (AssertionError e) {
            throw new AssertionError(when, e);
        }
    }

    /// Kills a process before each access of a story.
    ///
    /// @return how many accesses there are
    long killEverywhere(String title, Beginning beginning) throws Exception {
        for (long access = 0; ; access += Killing.stride(access)) {
            if (!killAt(beginning, title, access)) {
                return access;
            }
        }
    }

    /// Kills a process before an access by chance, and perhaps one of those who come after it.
    void killSomewhere(String title, Beginning beginning, SplittableRandom dice) throws Exception {
        long accesses = Killing.accesses(beginning);
        long first = dice.nextLong(accesses);
        long second = dice.nextLong(accesses);
        if (dice.nextInt(3) == 0 && beginning.begin().isForTwoDeaths()) {
            killAt(beginning, title, first, second);
        } else {
            killAt(beginning, title, first);
        }
    }

    @Override
    public void close() {
        spares.forEach(Process::destroyForcibly);
        spares.forEach(spare -> spare.onExit().orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS).join());
    }
}
