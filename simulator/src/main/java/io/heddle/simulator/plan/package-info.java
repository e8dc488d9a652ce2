/// How many workers a load needs: thousands of workers, millions of tasks, failures and restarts, simulated in
/// seconds.
///
/// Open [io.heddle.simulator.plan.Plan] first; [io.heddle.simulator.plan.Chance] says how long things take,
/// [io.heddle.simulator.plan.Forecast] what comes of it.
///
/// Behind the doors: `Crowd` goes from event to event, `Agenda` holds one event for each worker, `Histogram`
/// counts times in bounded memory, `Dice` is chance from a seed. Nothing here is an object per task.
///
/// - Words used in this room: *worker*, *task*, *attempt*, *failure*, *restart*.
/// - Decision: `docs/adr/0060-a-crowd-is-simulated-in-the-memory-of-its-workers.md`.
package io.heddle.simulator.plan;
