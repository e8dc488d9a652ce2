/// What the models have in common: how lengths of time are written, and how a run that cannot go on
/// says so.
///
/// The models are next door: [io.heddle.simulator.schedule] for tasks on cores (open `Schedule`
/// first), `io.heddle.simulator.machine` for a processor (open `Machine`), and
/// `io.heddle.simulator.plan` for thousands of workers and millions of tasks (open `Plan`). They do
/// not know each other. All are deterministic: the same input gives the same run on every machine,
/// and chance comes from a seed.
package io.heddle.simulator;
