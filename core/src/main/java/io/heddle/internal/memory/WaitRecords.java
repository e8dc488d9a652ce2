package io.heddle.internal.memory;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Who waits for a lock while it holds others, and for how long already that it is worth a note; so that all
/// processes can look whether they wait for each other.
///
/// A record is there only while its thread waits, and is gone before that thread can give anything back. So
/// who sees the same record twice knows that in between the thread held what the record says.
///
/// | offset | bytes | field | written by |
/// |-------:|------:|-------|------------|
/// |   0x00 |     4 | whose record it is, as of [Owner]; 0 if it is free | CAS |
/// |   0x04 |     4 | the same once more | its owner |
/// |   0x08 |     8 | number of the wait; 0 if what follows does not count | its owner, last |
/// |   0x10 |     8 | pid | its owner |
/// |   0x18 |    24 | the lock that is waited for: [LockName] | its owner |
/// |   0x30 |     4 | in the lowest bit whether the wait may be broken off; above it how many locks are held | its owner |
/// |   0x34 |     4 | bytes of text | its owner |
/// |   0x38 | 24·i | a lock that is held | its owner |
/// |  0x100 |       | text: process, thread, where it waits, where it took each lock, in lines | its owner |
///
/// | dies after | left | repaired by |
/// |---|---|---|
/// | taking the record | a record of a dead one; what it says is of another one, and does not count | whoever needs a record takes it |
/// | writing the number | a record of a dead one | who reads passes it by; whoever needs a record takes it |
/// | clearing the number | a record of a dead one that says nothing | whoever needs a record takes it |
final class WaitRecords {

    private static final int RECORDS = 64;
    private static final int RECORD_BYTES = 1024;

    static final int BYTES = RECORDS * RECORD_BYTES;

    /// How many locks fit into a record. Who holds more has several records with the same number.
    static final int MOST_HELD = 8;

    private static final int OWNER = 0x00;
    private static final int OWNER_AGAIN = 0x04;
    private static final int NUMBER = 0x08;
    private static final int PID = 0x10;
    private static final int WANTED = 0x18;
    private static final int COUNT = 0x30;
    private static final int TEXT_BYTES = 0x34;
    private static final int HELD = 0x38;
    private static final int NAME_BYTES = 24;
    private static final int TEXT = 0x100;
    private static final int MOST_TEXT = RECORD_BYTES - TEXT;
    private static final int LINES = 3;

    private final Memory memory;
    private final long at;

    WaitRecords(Memory memory, long at) {
        this.memory = memory;
        this.at = at;
    }

    // ---- writing -------------------------------------------------------------------------------

    /// Writes down that a thread of this process waits.
    ///
    /// @return the records, for [#clear]; fewer than needed if there are no more
    List<Integer> write(int me, Liveness liveness, WaitCycle.Node node) {
        List<Integer> records = new ArrayList<>();
        List<Map.Entry<LockName, String>> held = List.copyOf(node.held().entrySet());
        for (int from = 0; from < held.size(); from += MOST_HELD) {
            int record = take(me, liveness);
            if (record >= 0) {
                int to = Math.min(held.size(), from + MOST_HELD);
                write(record, me, node, held.subList(from, to));
                records.add(record);
            }
        }
        return records;
    }

    private int take(int me, Liveness liveness) {
        for (int record = 0; record < RECORDS; record++) {
            int owner = memory.getInt(at(record, OWNER));
            boolean free = owner == 0 || (owner != me && liveness.isDead(owner));
            if (free && memory.compareAndSetInt(at(record, OWNER), owner, me)) {
                return record;
            }
        }
        return -1;
    }

    private void write(
            int record, int me, WaitCycle.Node node, List<Map.Entry<LockName, String>> held) {
        memory.setLong(at(record, NUMBER), 0);
        memory.setInt(at(record, OWNER_AGAIN), me);
        memory.setLong(at(record, PID), node.pid());
        write(at(record, WANTED), node.wanted());
        memory.setInt(at(record, COUNT), held.size() << 1 | (node.breakable() ? 1 : 0));
        List<String> lines =
                new ArrayList<>(List.of(node.process(), node.thread(), node.wantedAt()));
        for (int i = 0; i < held.size(); i++) {
            write(at(record, HELD + NAME_BYTES * i), held.get(i).getKey());
            lines.add(held.get(i).getValue());
        }
        writeText(record, lines);
        memory.setLong(at(record, NUMBER), node.number());
    }

    private void writeText(int record, List<String> lines) {
        int most = MOST_TEXT / lines.size() - 1; // so that all of them fit
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            String whole = line.replace('\n', ' ');
            text.append(whole, 0, Math.min(most, whole.length())).append('\n');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, MOST_TEXT);
        memory.put(at(record, TEXT), bytes, 0, length);
        memory.setInt(at(record, TEXT_BYTES), length);
    }

    /// Says that the thread waits no more.
    void clear(Collection<Integer> records) {
        for (int record : records) {
            memory.setLong(at(record, NUMBER), 0);
            memory.setInt(at(record, OWNER), 0);
        }
    }

    // ---- reading -------------------------------------------------------------------------------

    /// Reads the records of all who live.
    List<WaitCycle.Node> read(Liveness liveness) {
        Map<Long, WaitCycle.Node> nodes = new LinkedHashMap<>();
        for (int record = 0; record < RECORDS; record++) {
            long number = memory.getLong(at(record, NUMBER));
            if (number == 0) {
                continue;
            }
            int owner = memory.getInt(at(record, OWNER));
            boolean counts = owner != 0 && memory.getInt(at(record, OWNER_AGAIN)) == owner;
            WaitCycle.Node node = readNode(record, number);
            boolean same =
                    memory.getLong(at(record, NUMBER)) == number
                            && memory.getInt(at(record, OWNER)) == owner;
            if (counts && same && !liveness.isDead(owner)) {
                nodes.merge(number, node, WaitRecords::together);
            }
        }
        return List.copyOf(nodes.values());
    }

    private static WaitCycle.Node together(WaitCycle.Node one, WaitCycle.Node more) {
        one.held().putAll(more.held());
        return one;
    }

    private WaitCycle.Node readNode(int record, long number) {
        int count = memory.getInt(at(record, COUNT));
        int holds = Math.clamp(count >>> 1, 0, MOST_HELD);
        String[] lines = readText(record).split("\n", -1);
        Map<LockName, String> held = new LinkedHashMap<>();
        for (int i = 0; i < holds; i++) {
            held.put(readName(at(record, HELD + NAME_BYTES * i)), line(lines, LINES + i));
        }
        return new WaitCycle.Node(
                number,
                memory.getLong(at(record, PID)),
                line(lines, 0),
                line(lines, 1),
                (count & 1) != 0,
                readName(at(record, WANTED)),
                line(lines, 2),
                held);
    }

    private static String line(String[] lines, int index) {
        return index < lines.length ? lines[index] : "?";
    }

    private String readText(int record) {
        byte[] bytes = new byte[Math.clamp(memory.getInt(at(record, TEXT_BYTES)), 0, MOST_TEXT)];
        memory.get(at(record, TEXT), bytes, 0, bytes.length);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void write(long where, LockName name) {
        memory.setLong(where, name.high());
        memory.setLong(where + Long.BYTES, name.low());
        memory.setLong(where + 2 * Long.BYTES, name.at());
    }

    private LockName readName(long where) {
        return new LockName(
                memory.getLong(where),
                memory.getLong(where + Long.BYTES),
                memory.getLong(where + 2 * Long.BYTES));
    }

    private long at(int record, int field) {
        return at + (long) RECORD_BYTES * record + field;
    }
}
