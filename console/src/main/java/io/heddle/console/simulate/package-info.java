/// `heddle simulate`: a processor, schedulers and crowds of workers as models.
///
/// Open `SimulateCommand` first; each of its subcommands is a class. What is simulated lies in
/// [io.heddle.simulator]; here is what reads files and options and prints: `WorkloadFile` reads jobs,
/// `PolicyChoice` reads policies, `ScheduleJson` writes traces. `TraceLoad` reads the tasks of a recorded run for a
/// plan, and `MeasuredLoad` runs them in a real pool.
package io.heddle.console.simulate;
