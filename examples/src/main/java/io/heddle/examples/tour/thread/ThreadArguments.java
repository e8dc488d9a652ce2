package io.heddle.examples.tour.thread;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import java.util.ArrayList;
import java.util.List;

/// What a thread is given to work with.
@Shows(
        id = "thread.args",
        title = "Threads get arguments by position and by name",
        python =
                "Thread(target=parrot, args=(5,)) or kwargs={'count': 3}. A lambda just calls the method with"
                        + " what it needs; where names matter, the parameters are a record.")
public final class ThreadArguments implements Program {

    /// Arguments that have names.
    private record Lesson(int count, String words) {}

    @Override
    public void run(Stage stage) throws Exception {
        int five = 5;
        Strand<List<String>> byPosition =
                Strand.ofThread().start(() -> parrot(stage, five, "polly"));

        Lesson lesson = new Lesson(3, "cracker");
        Strand<List<String>> byName = Strand.ofThread().start(() -> parrot(stage, lesson));

        stage.equal(
                List.of("polly 1", "polly 2", "polly 3", "polly 4", "polly 5"),
                byPosition.get(),
                "said by the one with arguments by position");
        stage.equal(
                List.of("cracker 1", "cracker 2", "cracker 3"),
                byName.get(),
                "said by the one with arguments by name");
    }

    private static List<String> parrot(Stage stage, Lesson lesson) throws InterruptedException {
        return parrot(stage, lesson.count(), lesson.words());
    }

    private static List<String> parrot(Stage stage, int count, String words)
            throws InterruptedException {
        List<String> said = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            stage.pause(0.2);
            stage.say("%s %d", words, i);
            said.add(words + " " + i);
        }
        return said;
    }
}
