package io.heddle.internal.wire;

import io.heddle.spi.Payload;
import java.nio.ByteBuffer;
import java.util.List;

/// One message between a parent and its worker.
///
/// | offset | bytes | field         | meaning                                        |
/// |-------:|------:|---------------|------------------------------------------------|
/// |      0 |     1 | `type`        | the place of a [Type] in its enumeration       |
/// |      1 |     1 | `flag`        | meaning depends on the type                    |
/// |      2 |     2 | `attachments` | how many                                       |
/// |      4 |     4 | `mainBytes`   | length of the main part                        |
/// |      8 |     8 | `id`          | see below                                      |
/// |     16 |     8 | `number`      | depends on the type, 0 where it says nothing   |
/// |     24 |   4·n | lengths       | of each attachment                             |
///
/// Then the main part, then the attachments. Numbers are big-endian.
///
/// The id is that of the task, in a pool the number of its hand-over; -1 for the initializer, which travels
/// like a task; the number of a question for files; 0 for what is about none of these. The number is a
/// time, a signal, a class loader, or what is to be done with items: [Type] says which.
///
/// @param type what it says
/// @param flag meaning depends on the type
/// @param id what it is about: a task, the initializer, a question, or 0
/// @param number meaning depends on the type
/// @param payload what it carries
public record Frame(Type type, boolean flag, long id, long number, Payload payload) {

    /// Bytes before the lengths of the attachments.
    public static final int HEADER_BYTES = 24;

    /// The longest main part that is read; a longer one is rubbish.
    public static final int MOST_MAIN_BYTES = 1 << 30;

    /// The largest number of attachments.
    public static final int MOST_ATTACHMENTS = 0xFFFF;

    private static final Payload EMPTY = Payload.of(new byte[0]);
    private static final Type[] TYPES = Type.values();

    /// What a frame says.
    public enum Type {
        /// Parent to worker: run a task; the flag says that its result counts; the number says how many of
        /// its items are done and whether each has a time limit.
        RUN,
        /// Parent to worker: do not start this task; the flag says to interrupt it if it runs.
        CANCEL,
        /// Parent to worker: end yourself.
        END,
        /// Worker to parent: here I am.
        READY,
        /// Worker to parent: the task's result; the number is how many nanoseconds it ran.
        RESULT,
        /// Worker to parent: what the task threw, in an envelope; the number as of RESULT.
        FAILED,
        /// Worker to parent: the answer to CANCEL; the flag says that the task will not start.
        RECALLED,
        /// Worker to parent: I am about to end in an orderly way; the number is the signal that
        /// caused it, or 0; the main part is the place of the call.
        EXITING,
        /// Worker to parent: memory is used up; the main part says which.
        OUT_OF_MEMORY,
        /// Worker to parent: send me files that one of your class loaders knows; the id counts the
        /// questions, the number is the loader's, the main part the name; the flag says that all of
        /// that name are wanted, not the first.
        FILES_WANTED,
        /// Parent to worker, the answer to FILES_WANTED: the id is the question's, each attachment is
        /// a file; there is none if the loader knows none.
        FILES,
        /// Worker to parent: I cannot go on and am about to end; the main part says why.
        GIVING_UP,
        /// Parent to worker: are you there?
        PROBE,
        /// Worker to parent, the answer to PROBE.
        ALIVE
    }

    /// Makes a frame without a payload.
    ///
    /// @param type what it says
    /// @param flag meaning depends on the type
    /// @param id what it is about: a task, the initializer, a question, or 0
    /// @param number meaning depends on the type
    /// @return the frame
    public static Frame of(Type type, boolean flag, long id, long number) {
        return new Frame(type, flag, id, number, EMPTY);
    }

    /// Makes a frame whose payload is a text.
    ///
    /// @param type what it says
    /// @param number meaning depends on the type
    /// @param text the payload
    /// @return the frame
    public static Frame ofText(Type type, long number, String text) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return new Frame(type, false, 0, number, Payload.of(bytes));
    }

    /// Asks for files; see [Type#FILES_WANTED].
    ///
    /// @param question counts the questions
    /// @param loader the number of the loader
    /// @param name what to look for
    /// @param all whether all files of that name are wanted
    /// @return the frame
    public static Frame filesWanted(long question, long loader, String name, boolean all) {
        byte[] bytes = name.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return new Frame(Type.FILES_WANTED, all, question, loader, Payload.of(bytes));
    }

    /// Reads the payload as a text.
    ///
    /// @return what [#ofText] was given
    public String text() {
        return new String(payload.main(), java.nio.charset.StandardCharsets.UTF_8);
    }

    @SuppressWarnings("EnumOrdinal") // both ends are of one version: the same class files
    ByteBuffer header() {
        List<byte[]> attachments = payload.attachments();
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES + 4 * attachments.size());
        header.put((byte) type.ordinal()).put((byte) (flag ? 1 : 0));
        header.putShort((short) attachments.size()).putInt(payload.main().length);
        header.putLong(id).putLong(number);
        for (byte[] attachment : attachments) {
            header.putInt(attachment.length);
        }
        return header.flip();
    }

    static Type typeOf(int place) throws RubbishException {
        if (place < 0 || place >= TYPES.length) {
            throw new RubbishException("a frame of unknown type: type=" + place);
        }
        return TYPES[place];
    }
}
