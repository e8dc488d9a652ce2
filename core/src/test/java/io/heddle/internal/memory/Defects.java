package io.heddle.internal.memory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Defects that the code of this package must not have, made by how one process sees its memory. Tests of the
/// tests use them.
final class Defects {

    private Defects() {}

    /// As if there were no redo log: whether it counts is known to its process alone, and goes with it.
    ///
    /// @param log where the log is
    static Memory withoutRedoLog(Memory memory, long log) {
        return new Seen(memory) {
            private int count;

            @Override
            public int getInt(long at) {
                return at == log ? count : super.getInt(at);
            }

            @Override
            public void setInt(long at, int value) {
                if (at == log) {
                    count = value;
                } else {
                    super.setInt(at, value);
                }
            }
        };
    }

    /// As if a word by which something counts were written before the bytes that it stands for.
    ///
    /// @param word where it is
    static Memory withCommitFirst(Memory memory, long word) {
        return new Seen(memory) {
            private final List<Runnable> held = new ArrayList<>();

            @Override
            public void put(long at, byte[] from, int offset, int length) {
                byte[] copy = Arrays.copyOfRange(from, offset, offset + length);
                held.add(() -> super.put(at, copy, 0, length));
            }

            @Override
            public void setLong(long at, long value) {
                super.setLong(at, value);
                if (at == word) {
                    held.forEach(Runnable::run);
                    held.clear();
                }
            }
        };
    }

    /// As if a lock were taken first, and signed with the name of its holder afterwards.
    ///
    /// @param lock where it is
    static Memory withLateSignature(Memory memory, long lock) {
        return new Seen(memory) {
            @Override
            public boolean compareAndSetInt(long at, int expected, int value) {
                if (at != lock || expected != 0) {
                    return super.compareAndSetInt(at, expected, value);
                }
                boolean taken = super.compareAndSetInt(at, expected, Owner.of(NOBODY, 0));
                if (taken) {
                    super.setInt(at, value);
                }
                return taken;
            }
        };
    }

    /// A place of which nobody is ever said to be dead.
    private static final int NOBODY = Owner.MOST_PLACES - 1;

    /// Memory as it is.
    private abstract static class Seen implements Memory {
        private final Memory memory;

        Seen(Memory memory) {
            this.memory = memory;
        }

        @Override
        public int getInt(long at) {
            return memory.getInt(at);
        }

        @Override
        public void setInt(long at, int value) {
            memory.setInt(at, value);
        }

        @Override
        public boolean compareAndSetInt(long at, int expected, int value) {
            return memory.compareAndSetInt(at, expected, value);
        }

        @Override
        public long getLong(long at) {
            return memory.getLong(at);
        }

        @Override
        public void setLong(long at, long value) {
            memory.setLong(at, value);
        }

        @Override
        public boolean compareAndSetLong(long at, long expected, long value) {
            return memory.compareAndSetLong(at, expected, value);
        }

        @Override
        public void put(long at, byte[] from, int offset, int length) {
            memory.put(at, from, offset, length);
        }

        @Override
        public void get(long at, byte[] to, int offset, int length) {
            memory.get(at, to, offset, length);
        }
    }
}
