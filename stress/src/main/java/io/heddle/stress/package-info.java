/// Kill storms: a load of mixed tasks, workers that are killed at random, and books that must
/// balance at the end. Never published.
///
/// Open [io.heddle.stress.PoolStorm] first. [io.heddle.stress.Customer] makes the load and
/// [io.heddle.stress.Killer] the deaths, both by dice that a seed decides; [io.heddle.stress.Ledger]
/// keeps the books, [io.heddle.stress.Judge] says what an outcome is worth, and
/// [io.heddle.stress.Inventory] finds what was left behind. It uses Heddle as any user does and looks
/// into nothing internal; what it must know beside that, it reads from `/proc`.
///
/// - Words used in this room: *errand*, one thing that a customer asks of a pool; *licence*, the right
///   that a kill gives one task to fail; *mark*, what a task leaves in a file when it begins and ends.
/// - How to run it and how to read it: `docs/reference/storm.md`.
@NullMarked
package io.heddle.stress;

import org.jspecify.annotations.NullMarked;
