package io.heddle.simulator.plan;

/// What happens next to whom: at most one event for each worker, the earliest on top, of several at the same
/// instant that of the lowest number. A heap in two arrays.
///
/// Used by one thread.
final class Agenda {

    private final long[] times;
    private final int[] workers;
    private int size;

    Agenda(int workers) {
        this.times = new long[workers];
        this.workers = new int[workers];
    }

    boolean isEmpty() {
        return size == 0;
    }

    long time() {
        return times[0];
    }

    int worker() {
        return workers[0];
    }

    void add(long time, int worker) {
        int at = size++;
        while (at > 0) {
            int above = (at - 1) >>> 1;
            if (!isBefore(time, worker, above)) {
                break;
            }
            times[at] = times[above];
            workers[at] = workers[above];
            at = above;
        }
        times[at] = time;
        workers[at] = worker;
    }

    void remove() {
        long time = times[--size];
        int worker = workers[size];
        int at = 0;
        for (int below = 1; below < size; below = 2 * at + 1) {
            if (below + 1 < size && isBefore(times[below + 1], workers[below + 1], below)) {
                below++;
            }
            if (isBefore(time, worker, below)) {
                break;
            }
            times[at] = times[below];
            workers[at] = workers[below];
            at = below;
        }
        times[at] = time;
        workers[at] = worker;
    }

    private boolean isBefore(long time, int worker, int at) {
        return time < times[at] || (time == times[at] && worker < workers[at]);
    }
}
