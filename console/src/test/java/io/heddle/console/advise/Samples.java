package io.heddle.console.advise;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.Callable;

/// What users could want advice on.
final class Samples {

    private Samples() {}

    static final class Sleeps {
        private Sleeps() {}

        public static void main(String[] arguments) throws InterruptedException {
            Thread.sleep(Long.parseLong(arguments[0]));
        }
    }

    abstract static class Ancestor {
        void main() throws InterruptedException {
            Thread.sleep(20);
        }
    }

    static final class Heir extends Ancestor {}

    static final class UsesOurs implements Callable<Class<?>> {
        @Override
        public Class<?> call() throws ClassNotFoundException {
            return Class.forName("com.google.gson.Gson");
        }
    }

    static final class Spins implements Runnable {
        @Override
        public void run() {
            spin(20);
        }
    }

    static final class DoesBoth implements Callable<Integer> {
        @Override
        public Integer call() throws InterruptedException {
            spin(10);
            Thread.sleep(10);
            return 1;
        }
    }

    static final class Allocates implements Callable<Integer> {
        static final int BYTES = 8 << 20;

        @Override
        public Integer call() {
            int sum = 0;
            for (int i = 0; i < 8; i++) {
                sum += new byte[BYTES / 8].length;
            }
            return sum;
        }
    }

    static final class Nothing implements Callable<Integer> {
        @Override
        public Integer call() {
            return 42;
        }
    }

    static final class Exits {
        private Exits() {}

        public static void main(String[] arguments) {
            System.exit(0);
        }
    }

    static final class NeverEnds implements Runnable {
        @Override
        public void run() {
            while (true) {
                Thread.onSpinWait();
            }
        }
    }

    static final class Fails implements Runnable {
        @Override
        public void run() {
            Integer.parseInt("no number");
        }
    }

    private static void spin(int millis) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long end = threads.getCurrentThreadCpuTime() + millis * 1_000_000L;
        while (threads.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
    }
}
