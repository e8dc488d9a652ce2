package io.heddle.testkit;

import java.io.Serial;

/// Failures for the contracts' tasks to fail with.
final class Troubles {

    private Troubles() {}

    /// Checked, and can travel.
    static final class Checked extends Exception {
        @Serial private static final long serialVersionUID = 1L;

        Checked(String message) {
            super(message);
        }
    }

    /// An error that is nobody's fault but the task's.
    static final class Bad extends Error {
        @Serial private static final long serialVersionUID = 1L;

        Bad(String message) {
            super(message);
        }
    }

    /// Cannot travel, because of what it holds.
    static final class Homebound extends RuntimeException {
        @Serial private static final long serialVersionUID = 1L;

        @SuppressWarnings({"serial", "UnusedVariable"}) // that it cannot be serialized is the point
        private final Object anchor = new Object();

        Homebound(String message) {
            super(message);
        }
    }

    /// Says nothing about itself, whoever asks.
    static final class Speechless extends RuntimeException {
        @Serial private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no words");
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            throw new IllegalStateException("no stack");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }
    }

    static int recurseForever(int depth) {
        return depth < 0 ? depth : recurseForever(depth + 1) + 1;
    }

    static Integer failDeepInside() {
        throw new IllegalStateException("deep inside");
    }
}
