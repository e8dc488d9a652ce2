/// `heddle timeline`, and what else draws a recording: which strand did what when.
///
/// Open `TimelineCommand` first. A program writes while it runs ([io.heddle.monitor.Recording]), one file for each
/// process. `RecordingReader` reads them, `Story` finds out what happened, with `LaneBuilder` for each thread and
/// `Queues` for what waited; `Crowd` sees to it that very many coroutines stay readable. `TimelinePage` writes the page,
/// `TraceEvents` the file for Perfetto, and `TimelineFile` knows which of them is wanted.
///
/// Words used in this room: a *lane* is what one thread, coroutine or process did; a *span* is a stretch of it in one
/// state; a *work* is a task or strand, which has one or more spans.
package io.heddle.console.timeline;
