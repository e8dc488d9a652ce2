package io.heddle.console.quickstart;

import java.time.Duration;

/// Shows a person how far the work is. Used by one thread.
interface Progress {

    /// Says something that is not about a phase.
    void note(String text);

    /// Begins to show a phase.
    ///
    /// @param name what is done
    /// @param files how many files it is about
    /// @return closed when the phase is over
    Phase begin(String name, int files);

    /// One phase.
    interface Phase extends AutoCloseable {

        /// A phase that nobody is shown.
        Phase UNSEEN =
                new Phase() {
                    @Override
                    public void step() {}

                    @Override
                    public void took(Duration time) {}

                    @Override
                    public void close() {}
                };

        /// Tells that one more file is done.
        void step();

        /// Tells the time that the phase will be reported to have taken.
        void took(Duration time);

        @Override
        void close();
    }
}
