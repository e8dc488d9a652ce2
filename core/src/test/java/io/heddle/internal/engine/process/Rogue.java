package io.heddle.internal.engine.process;

import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Outbox;
import io.heddle.internal.wire.SocketOutbox;
import io.heddle.spi.Codec;
import io.heddle.spi.Payload;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Random;

/// What a task does that has taken its worker over: it speaks to the parent itself, on the connection that
/// showed the right token.
///
/// Needs [#OPEN] among the arguments of the worker's JVM.
final class Rogue {

    /// Lets this class look into threads.
    static final String OPEN = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    private Rogue() {}

    private static Object field(Object of, Class<?> type, String name) {
        try {
            Field field = type.getDeclaredField(name);
            field.setAccessible(true);
            return field.get(of);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the rogue does not know its worker any more: " + name, e);
        }
    }

    private static WorkerControl control() {
        Thread thread =
                Thread.getAllStackTraces().keySet().stream()
                        .filter(each -> each.getName().equals("heddle-control"))
                        .findFirst()
                        .orElseThrow();
        Object holder = field(thread, Thread.class, "holder");
        return (WorkerControl) field(holder, holder.getClass(), "task");
    }

    static String token() {
        return ((WorkerSetup) field(control(), WorkerControl.class, "setup")).token();
    }

    static String socket() {
        return ((WorkerSetup) field(control(), WorkerControl.class, "setup")).socket();
    }

    private static Outbox answers() {
        return (Outbox) field(control(), WorkerControl.class, "answers");
    }

    /// The task that runs, which is the rogue itself.
    static long ownId() {
        Object desk = field(control(), WorkerControl.class, "desk");
        return (long) field(desk, WorkerDesk.class, "last");
    }

    static void send(Frame frame) {
        Outbox answers = answers();
        answers.add(frame);
        answers.flush();
        answers.awaitSent();
    }

    static Frame result(long id, Object value) {
        try {
            return new Frame(Frame.Type.RESULT, true, id, 1, Codec.jdk().encode(value));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Writes past all framing, as much as the parent takes.
    static void write(byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        try {
            while (rest.hasRemaining()) {
                if (channel().write(rest) == 0) {
                    Thread.onSpinWait();
                }
            }
        } catch (IOException e) {
            // the parent has heard enough
        }
    }

    private static SocketChannel channel() {
        return (SocketChannel) field(answers(), SocketOutbox.class, "channel");
    }

    static void hangUp() {
        try {
            channel().close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /// Says something that is wrong in a way that depends on the seed. The id is its own, since a worker may
    /// well answer what it was given.
    static byte[] nonsense(long seed) {
        Random random = new Random(seed);
        byte[] payload = new byte[random.nextInt(300)];
        random.nextBytes(payload);
        ByteBuffer frame = ByteBuffer.allocate(Frame.HEADER_BYTES + payload.length);
        frame.put((byte) 4).put((byte) 1).putShort((short) 0).putInt(payload.length);
        frame.putLong(ownId()).putLong(1).put(payload);
        switch (random.nextInt(6)) {
            case 0 -> random.nextBytes(frame.array()); // nothing but noise
            case 1 -> frame.put(0, (byte) random.nextInt()); // any type
            case 2 -> frame.putInt(4, random.nextInt()); // any length
            case 3 -> frame.putShort(2, (short) random.nextInt()); // any number of attachments
            case 4 -> frame.put(Frame.HEADER_BYTES - 1, (byte) 99); // only the payload is wrong
            default -> {
                return java.util.Arrays.copyOf(frame.array(), random.nextInt(frame.capacity()));
            }
        }
        return frame.array();
    }

    /// A payload whose form is none.
    static Payload unreadable() {
        return Payload.of(new byte[] {0, 1, 2, 3});
    }
}
