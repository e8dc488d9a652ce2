package io.heddle.examples.tour.process;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/// Processes with threads in them.
@Shows(
        id = "process.threads-inside",
        title = "Ten child processes, each with a thread of its own",
        python =
                "multiprocessing.Process ten times, each of which starts a threading.Thread and prints"
                        + " os.getpid and threading.get_ident.")
public final class ThreadsInside implements Program {

    /// Where something ran.
    private record Place(long pid, String thread) implements Serializable {}

    @Override
    public void run(Stage stage) throws Exception {
        List<Strand<Place>> children = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            int number = i;
            children.add(Strand.ofProcess().start(() -> withThread(stage, number)));
        }
        List<Place> places = new ArrayList<>();
        for (Strand<Place> child : children) {
            places.add(child.get());
            child.join();
        }
        stage.equal(10L, places.stream().map(Place::pid).distinct().count(), "different pids");
        stage.equal(10L, places.stream().distinct().count(), "different threads in them");
    }

    private static Place withThread(Stage stage, int number) throws Exception {
        Strand<Place> thread =
                Strand.ofThread()
                        .name("inside-" + number)
                        .start(() -> {
                            Thread me = Thread.currentThread();
                            long pid = ProcessHandle.current().pid();
                            stage.say(
                                    "process %d: thread %d, %s", pid, me.threadId(), me.getName());
                            return new Place(pid, me.getName());
                        });
        return thread.get();
    }
}
