package io.heddle.internal.memory;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// The program of a process that plays one part of one story on the real memory, comes to a halt just before an
/// access that was chosen, and waits there for its SIGKILL.
///
/// It asks its parent for the signal and does not send it to itself: to call `kill(2)` takes native code, which
/// would be a tenth of a second for each process more. It comes to the same: whoever asks holds what every
/// access goes through, so from there to its death no thread of this process touches the memory.
final class MortalProgram {

    /// It can be told what to do.
    static final int READY = 1;

    /// It is where it is to die.
    static final int HALTED = 2;

    /// It has played its part, or waits for somebody, and has not come to that access.
    static final int OVER = 3;

    /// Its part has failed. A text follows.
    static final int FAILED = 4;

    private static final Duration LONGEST = Duration.ofSeconds(100);

    private final DataInputStream in = new DataInputStream(System.in);
    private final DataOutputStream out = new DataOutputStream(System.out);
    private final Site site = new Site(memory -> new WatchedMemory(memory, this::step));

    /// How many accesses are left. Guarded by this.
    private long left = Long.MAX_VALUE;

    private MortalProgram() {}

    /// Runs it. What to do comes through the standard input.
    public static void main(String... args) {
        try {
            new MortalProgram().run();
        } catch (EOFException e) {
            // the parent has ended
        } catch (Exception | Error e) {
            System.err.println(textOf(e));
        }
        Runtime.getRuntime()
                .halt(1); // nobody wants it any more, or it has failed; the parent sees that
    }

    private void run() throws Exception {
        tell(READY);
        long access = in.readLong();
        boolean isSurvivor = in.readBoolean();
        byte[] bytes = in.readNBytes(in.readInt());
        Thread.ofPlatform().daemon().start(MortalProgram::endLater);
        Story story = ScopedValue.where(Site.ARRIVAL, site).call(() -> arrived(bytes));
        Story.Part part = isSurvivor ? story::survivor : story::victim;
        dieBefore(access);
        Party party = new Party();
        party.act(() ->
                ScopedValue.where(Site.ARRIVAL, site)
                        .call(() -> {
                            part.play(MortalProgram::itself);
                            return part;
                        }));
        end(party);
    }

    private static Story arrived(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return (Story) objects.readObject();
        }
    }

    /// It has arrived with the story.
    private static <T> T itself(T object) {
        return object;
    }

    private synchronized void dieBefore(long access) {
        left = access;
    }

    private synchronized void step() {
        if (left-- == 0) {
            halt(HALTED);
        }
    }

    /// It has not come to that access. Nobody accesses anything any more.
    private synchronized void end(Party party) {
        Throwable failure = party.failure();
        if (failure != null) {
            tell(FAILED);
            tell(textOf(failure));
        }
        halt(OVER);
    }

    private static String textOf(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    /// Never returns. The monitor stays taken.
    private void halt(int why) {
        tell(why);
        try {
            var _ = in.read(); // nothing comes any more but the end of the parent
        } catch (IOException e) {
            // the same
        }
        Runtime.getRuntime().halt(1);
    }

    /// Whatever happens, it does not stay for ever.
    private static void endLater() {
        long begin = System.nanoTime();
        while (System.nanoTime() - begin < LONGEST.toNanos()) {
            LockSupport.parkNanos(LONGEST.toNanos());
        }
        Runtime.getRuntime().halt(2);
    }

    private void tell(int what) {
        try {
            out.writeByte(what);
            out.flush();
        } catch (IOException e) {
            Runtime.getRuntime().halt(1); // the parent is gone
        }
    }

    private void tell(String text) {
        try {
            out.writeUTF(text.substring(0, Math.min(text.length(), 10_000)));
            out.flush();
        } catch (IOException e) {
            Runtime.getRuntime().halt(1); // the parent is gone
        }
    }
}
