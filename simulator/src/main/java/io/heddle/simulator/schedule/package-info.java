/// Jobs on the cores of a simulated computer: who runs when, who waits, and what it costs.
///
/// Open [io.heddle.simulator.schedule.Schedule] first; [io.heddle.simulator.schedule.Job] is what it
/// gets, [io.heddle.simulator.schedule.Policy] how it decides,
/// [io.heddle.simulator.schedule.Trace] what it gives, [io.heddle.simulator.schedule.Gantt] how that
/// looks. [io.heddle.simulator.schedule.Workload] makes jobs by chance, from a seed.
///
/// Behind the doors: `Engine` jumps from event to event, `ReadyLine` and its kinds are the policies at
/// work, `Bench` is the cores, `Family` is who collects whom, `Raster` puts many intervals into few
/// columns. This room looks only into [io.heddle.simulator].
///
/// - Words used in this room: *job*, *phase*, *burst*, *line*, *slice*, *level*, *zombie*.
/// - Decision: `docs/adr/0059-the-simulator-jumps-from-event-to-event.md`.
package io.heddle.simulator.schedule;
