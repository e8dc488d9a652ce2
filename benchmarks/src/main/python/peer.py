"""What CPython does for `benchmarks/compare`: one round for each line on standard input.

    python3 peer.py CASE WORKERS

A line is the number of operations of the round. The answer is `ok VALUE [NANOSECONDS ...]`: the value
in the unit of the case and, where operations are timed one by one, the time of each. Pools are opened
and used once before the first `ok`. The end of the input ends everything.

The imports at the top are those that every child needs, since a spawned child runs them again.
"""

import sys
from time import perf_counter_ns

MIB = 1024 * 1024


def noop():
    return None


def identity(value):
    return value


def add_one(number):
    return number + 1


def send_answer(connection):
    connection.send(42)
    connection.close()


class SpawnedProcess:
    """Start a process, run a function, receive its result; with or without its end."""

    def __init__(self, workers, until_end, method="spawn"):
        import multiprocessing

        self.context = multiprocessing.get_context(method)
        self.until_end = until_end
        self.round(1)

    def round(self, count):
        total = 0
        for _ in range(count):
            begin = perf_counter_ns()
            here, there = self.context.Pipe(duplex=False)
            process = self.context.Process(target=send_answer, args=(there,))
            process.start()
            there.close()
            if here.recv() != 42:
                raise RuntimeError("a wrong result")
            if self.until_end:
                process.join()
                total += perf_counter_ns() - begin
            else:
                total += perf_counter_ns() - begin
                process.join()
            here.close()
        return total / count / 1e6, []

    def close(self):
        pass


class Subprocess:
    """Run a program that does nothing, to its end."""

    def __init__(self, workers):
        self.round(1)

    def round(self, count):
        import subprocess

        nanos = []
        for _ in range(count):
            begin = perf_counter_ns()
            if subprocess.run(["true"], capture_output=True).returncode != 0:
                raise RuntimeError("a wrong exit code")
            nanos.append(perf_counter_ns() - begin)
        return sorted(nanos)[len(nanos) // 2] / 1e6, nanos

    def close(self):
        pass


class Executor:
    """The executor of concurrent.futures, with its own defaults."""

    def __init__(self, workers):
        from concurrent.futures import ProcessPoolExecutor

        self.pool = ProcessPoolExecutor(max_workers=workers)
        for future in [self.pool.submit(noop) for _ in range(100)]:
            future.result()

    def close(self):
        self.pool.shutdown()


class RoundTrip(Executor):
    def round(self, count):
        nanos = []
        for _ in range(count):
            begin = perf_counter_ns()
            self.pool.submit(noop).result()
            nanos.append(perf_counter_ns() - begin)
        return sum(nanos) / count / 1e3, nanos


class Pipelined(Executor):
    def round(self, count):
        begin = perf_counter_ns()
        futures = [self.pool.submit(noop) for _ in range(count)]
        for future in futures:
            future.result()
        return count / (perf_counter_ns() - begin) * 1e9, []


class Bytes(Executor):
    def __init__(self, workers):
        super().__init__(workers)
        self.data = bytes(range(256)) * (16 * MIB // 256)

    def round(self, count):
        begin = perf_counter_ns()
        for _ in range(count):
            back = self.pool.submit(identity, self.data).result()
        nanos = perf_counter_ns() - begin
        if back != self.data:
            raise RuntimeError("wrong bytes")
        return nanos / count / 1e6, []


class DeathDetected:
    """Kill the worker of an executor; the executor is lost with it, so each death has one of its own."""

    def __init__(self, workers):
        self.round(1)

    def round(self, count):
        import os
        import signal
        import statistics
        import time
        from concurrent.futures import ProcessPoolExecutor
        from concurrent.futures.process import BrokenProcessPool

        nanos = []
        for _ in range(count):
            pool = ProcessPoolExecutor(max_workers=1)
            worker = pool.submit(os.getpid).result()
            future = pool.submit(time.sleep, 600)
            time.sleep(0.05)  # so that it has begun
            begin = perf_counter_ns()
            os.kill(worker, signal.SIGKILL)
            try:
                future.result()
                raise RuntimeError("the task did not fail")
            except BrokenProcessPool:
                nanos.append(perf_counter_ns() - begin)
            pool.shutdown()
        return statistics.median(nanos) / 1e6, nanos

    def close(self):
        pass


class Recycle:
    """The first task behind the last one of a worker."""

    TASKS_PER_WORKER = 20

    def __init__(self, workers):
        from concurrent.futures import ProcessPoolExecutor

        self.pool = ProcessPoolExecutor(max_workers=1, max_tasks_per_child=self.TASKS_PER_WORKER)
        self.done = 0
        self.work()

    def work(self):
        self.pool.submit(noop).result()
        self.done += 1

    def round(self, count):
        import statistics

        nanos = []
        for _ in range(count):
            while self.done % self.TASKS_PER_WORKER != 0:
                self.work()
            begin = perf_counter_ns()
            self.work()
            nanos.append(perf_counter_ns() - begin)
        return statistics.median(nanos) / 1e6, nanos

    def close(self):
        self.pool.shutdown()


class Map:
    """Pool.map with the chunks that it chooses itself."""

    def __init__(self, workers):
        import multiprocessing

        self.pool = multiprocessing.Pool(workers)
        self.pool.map(add_one, range(1000))

    def round(self, count):
        items = list(range(count))
        begin = perf_counter_ns()
        results = self.pool.map(add_one, items)
        nanos = perf_counter_ns() - begin
        if len(results) != count or results[-1] != count:
            raise RuntimeError("wrong results")
        return nanos / count, []

    def close(self):
        self.pool.close()
        self.pool.join()


def consume(orders, queue, done):
    for count in iter(orders.get, 0):
        for _ in range(count):
            if len(queue.get()) != 64:
                raise RuntimeError("a wrong message")
        done.put(count)


def produce(orders, queue):
    message = bytes(64)
    for count in iter(orders.get, 0):
        for _ in range(count):
            queue.put(message)


class Messages:
    """Messages through multiprocessing.Queue; one of the producers is this process."""

    def __init__(self, pairs):
        import multiprocessing

        self.pairs = pairs
        self.queue = multiprocessing.Queue(8192)
        self.done = multiprocessing.Queue()
        self.orders = []
        self.processes = []
        for _ in range(pairs):
            self.start(multiprocessing, consume, self.queue, self.done)
        for _ in range(pairs - 1):
            self.start(multiprocessing, produce, self.queue)
        self.round(1000)

    def start(self, multiprocessing, function, *queues):
        orders = multiprocessing.Queue()
        process = multiprocessing.Process(target=function, args=(orders, *queues))
        process.start()
        self.orders.append(orders)
        self.processes.append(process)

    def round(self, count):
        each = count // self.pairs
        message = bytes(64)
        begin = perf_counter_ns()
        for orders in self.orders:
            orders.put(each)
        for _ in range(each):
            self.queue.put(message)
        for _ in range(self.pairs):
            self.done.get()
        return each * self.pairs / (perf_counter_ns() - begin) * 1e9, []

    def close(self):
        for orders in self.orders:
            orders.put(0)
        for process in self.processes:
            process.join()


class LockAlone:
    """A lock between processes that nobody else wants."""

    def __init__(self, workers):
        import multiprocessing

        self.lock = multiprocessing.Lock()

    def round(self, count):
        acquire = self.lock.acquire
        release = self.lock.release
        begin = perf_counter_ns()
        for _ in range(count):
            acquire()
            release()
        return (perf_counter_ns() - begin) / count, []

    def close(self):
        pass


def add_until(lock, number, wanted):
    while number.value < wanted.value:
        for _ in range(64):
            lock.acquire()
            number.value += 1
            lock.release()


def add_when_told(lock, number, wanted, begin, over):
    while not over.is_set():
        begin.wait()
        add_until(lock, number, wanted)


class LockOfTwo:
    """Two processes add to one number, each as often as it can."""

    def __init__(self, workers):
        import multiprocessing

        self.lock = multiprocessing.Lock()
        self.number = multiprocessing.Value("q", 0, lock=False)
        self.wanted = multiprocessing.Value("q", 0, lock=False)
        self.begin = multiprocessing.Event()
        self.over = multiprocessing.Event()
        self.other = multiprocessing.Process(
            target=add_when_told,
            args=(self.lock, self.number, self.wanted, self.begin, self.over),
            daemon=True,
        )
        self.other.start()

    def round(self, count):
        before = self.number.value
        self.wanted.value = before + count
        start = perf_counter_ns()
        self.begin.set()
        add_until(self.lock, self.number, self.wanted)
        nanos = perf_counter_ns() - start
        self.begin.clear()
        return (self.number.value - before) / nanos * 1e9, []

    def close(self):
        self.over.set()
        self.begin.set()
        self.other.join()


class Threads:
    """Start threads that add 1 each and wait for all of them."""

    def __init__(self, workers):
        self.round(100)

    def round(self, count):
        from itertools import count as counter
        from threading import Thread

        numbers = counter()
        begin = perf_counter_ns()
        threads = [Thread(target=numbers.__next__) for _ in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        nanos = perf_counter_ns() - begin
        if next(numbers) != count:
            raise RuntimeError("not all have run")
        return nanos / count, []

    def close(self):
        pass


CASES = {
    "process.cold": lambda workers: SpawnedProcess(workers, until_end=False),
    "process.joined": lambda workers: SpawnedProcess(workers, until_end=True),
    "process.warm": lambda workers: SpawnedProcess(workers, until_end=False, method="fork"),
    "worker.recycle": Recycle,
    "command.true": Subprocess,
    "coroutine.spawn": Threads,
    "death.detected": DeathDetected,
    "pool.roundtrip": RoundTrip,
    "pool.pipelined": Pipelined,
    "pool.map": Map,
    "pool.bytes": Bytes,
    "queue.1x1": lambda workers: Messages(1),
    "queue.2x2": lambda workers: Messages(2),
    "lock.uncontended": LockAlone,
    "lock.two-processes": LockOfTwo,
}


def main():
    case = CASES[sys.argv[1]](int(sys.argv[2]))
    print("ok", sys.version.split()[0], flush=True)
    for line in sys.stdin:
        value, nanos = case.round(int(line))
        print("ok", value, *nanos, flush=True)
    case.close()


if __name__ == "__main__":
    main()
