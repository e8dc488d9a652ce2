package io.heddle.console.tour;

import io.heddle.console.timeline.Part;
import io.heddle.console.timeline.RecordingFolder;
import io.heddle.console.timeline.Story;
import io.heddle.console.timeline.TimelineFile;
import io.heddle.examples.tour.Catalogue.Entry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The timeline of a run of the tour: a part for each program. What was played until then is also drawn if the command
/// is ended early.
final class TourTimeline implements AutoCloseable {

    private record Played(Entry program, long begin, long end, String remark) {}

    private final TimelineFile target;
    private final RecordingFolder recording;

    /// Guarded by this.
    private final List<Played> played = new ArrayList<>();

    /// Guarded by this.
    private boolean written;

    /// Begins.
    ///
    /// @param target where it goes
    /// @throws IOException if nothing can be recorded
    TourTimeline(TimelineFile target) throws IOException {
        this.target = target;
        this.recording = RecordingFolder.make(this::writeAtOnce);
    }

    /// Gives where the process of the programs records what it does.
    RecordingFolder recording() {
        return recording;
    }

    /// A program was played and ends now.
    ///
    /// @param begin when it began, by [System#nanoTime()]
    synchronized void played(Entry program, long begin, Verdict verdict) {
        String remark =
                verdict.kind() == Verdict.Kind.PASS ? "passed" : "failed: " + verdict.reason();
        played.add(new Played(program, begin, System.nanoTime(), remark));
    }

    /// Writes the file.
    ///
    /// @throws IOException if it cannot be written
    synchronized void write() throws IOException {
        written = true;
        try {
            draw();
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            System.err.println("heddle: " + recording.keep());
            throw e;
        }
    }

    private synchronized void draw() throws IOException {
        Story whole = recording.story();
        List<Part> parts = new ArrayList<>();
        for (Played one : played) {
            parts.add(
                    new Part(
                            one.program.id(),
                            one.program.title() + " \u00b7 " + one.remark,
                            whole.within(one.begin, one.end)));
        }
        if (parts.isEmpty()) { // the first one is not over
            parts.add(new Part("tour", "ended early", whole));
        }
        String title =
                parts.size() == 1
                        ? parts.getFirst().title()
                        : parts.size() + " programs of the tour";
        target.write(title, whole, parts);
        System.err.println("heddle: the timeline is in " + target.path());
    }

    private synchronized void writeAtOnce() {
        if (!written) {
            try {
                write();
            } catch (IOException e) {
                System.err.println("heddle: there is no timeline: " + e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        recording.close();
    }
}
