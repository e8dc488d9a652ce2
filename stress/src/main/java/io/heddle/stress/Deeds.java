package io.heddle.stress;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// What tasks do in their workers.
final class Deeds {

    private static final long PID = ProcessHandle.current().pid();
    private static final String LONGEST_LIFE_OF_A_CHILD = "30";

    private Deeds() {}

    static Receipt calculate(Marks marks, long number, long salt, int steps) throws IOException {
        marks.begin(number);
        long value = Arithmetic.walk(salt, steps);
        marks.end(number);
        return new Receipt(number, PID, value, Receipt.NO_BALLAST);
    }

    static Receipt weigh(Marks marks, long number, long salt, byte[] argument, int resultBytes)
            throws IOException {
        marks.begin(number);
        boolean right = Arithmetic.isMadeOf(salt, argument.length, argument);
        byte[] ballast = Arithmetic.bytes(salt, resultBytes);
        long value = right ? Arithmetic.jump(salt, argument.length) : -1;
        marks.end(number);
        return new Receipt(number, PID, value, ballast);
    }

    static Receipt print(Marks marks, long number, long salt, int lines) throws IOException {
        marks.begin(number);
        for (int i = 0; i < lines; i++) {
            (i % 3 == 2 ? System.err : System.out).println(PrintedLine.text(number, PID, i));
        }
        marks.end(number);
        return new Receipt(number, PID, Arithmetic.jump(salt, lines), Receipt.NO_BALLAST);
    }

    static Receipt complain(Marks marks, long number) throws IOException, Complaint {
        marks.begin(number);
        marks.end(number);
        throw new Complaint(number);
    }

    @SuppressWarnings("UnusedVariable") // its end is the worker's affair, that is the point
    static Receipt leaveChild(Marks marks, long number, long salt) throws IOException {
        marks.begin(number);
        Process child =
                new ProcessBuilder("sleep", LONGEST_LIFE_OF_A_CHILD)
                        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        marks.end(number);
        return new Receipt(number, PID, Arithmetic.jump(salt, 1), Receipt.NO_BALLAST);
    }

    static Receipt waitForEver(Marks marks, long number) throws IOException, InterruptedException {
        marks.begin(number);
        TimeUnit.DAYS.sleep(1);
        throw new IllegalStateException("a day has passed: number=" + number);
    }

    static Receipt spinForEver(Marks marks, long number) throws IOException {
        marks.begin(number);
        while (number != 0) {
            Thread.onSpinWait();
        }
        throw new IllegalStateException("no run has this number: number=" + number);
    }

    static long item(Marks marks, long number, long salt) throws IOException {
        marks.begin(number);
        long value = itemValue(number, salt);
        marks.end(number);
        return value;
    }

    static long itemValue(long number, long salt) {
        return Arithmetic.jump(salt ^ number, 17);
    }
}
