package io.heddle.internal.engine.process;

import io.heddle.internal.wire.Frame;
import io.heddle.internal.wire.Outbox;
import io.heddle.internal.wire.StreamOutbox;
import io.heddle.spi.Codec;
import io.heddle.spi.Payload;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/// What a task does that has taken its worker over: it speaks to the parent itself, on the connection that
/// showed the right token.
///
/// Needs [#OPEN] among the arguments of the worker's JVM.
final class Rogue {

    /// Lets this class look into threads.
    static final String OPEN = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    private static final int HEAD_OF_THE_TASKS = 0x1080;

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
        while (rest.hasRemaining()) {
            call("take", ByteBuffer.class, rest);
            call("flush", null, null);
            Thread.onSpinWait();
        }
    }

    /// Says that more, or less, was written to the ring of the answers than was, and rings the bell.
    static void lieAboutTheTail(long step) {
        Object sink = field(answers(), StreamOutbox.class, "sink");
        try {
            Field tail = sink.getClass().getDeclaredField("tail");
            tail.setAccessible(true);
            tail.setLong(sink, tail.getLong(sink) + step);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the rogue does not know its worker any more", e);
        }
        call("flush", null, null);
    }

    /// Says that more was read from the ring of the tasks than was ever written, as a stray pointer would.
    static void lieAboutTheHead() throws IOException {
        String wire =
                Files.readAllLines(Path.of("/proc/self/maps")).stream()
                        .filter(line -> line.contains("-wire"))
                        .findFirst()
                        .orElseThrow();
        long address = Long.parseUnsignedLong(wire.substring(0, wire.indexOf('-')), 16);
        try (RandomAccessFile memory = new RandomAccessFile("/proc/self/mem", "rw")) {
            memory.seek(address + HEAD_OF_THE_TASKS);
            memory.writeLong(-1);
        }
    }

    static void hangUp() {
        call("close", null, null);
    }

    /// Does what only the outbox of the worker may, with what it sends through.
    private static void call(String name, Class<?> type, Object argument) {
        Object sink = field(answers(), StreamOutbox.class, "sink");
        try {
            var method =
                    type == null
                            ? sink.getClass().getDeclaredMethod(name)
                            : sink.getClass().getDeclaredMethod(name, type);
            method.setAccessible(true);
            var _ = type == null ? method.invoke(sink) : method.invoke(sink, argument);
        } catch (java.lang.reflect.InvocationTargetException e) {
            // the parent has heard enough
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the rogue does not know its worker any more: " + name, e);
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
