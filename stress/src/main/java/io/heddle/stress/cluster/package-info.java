/// A kill storm over a cluster: workers, programs that submit, consumers of an acknowledged queue and the server are
/// killed, stopped and told to leave at random, and what each process noted must fit together at the end. Never
/// published.
///
/// Open [io.heddle.stress.cluster.ClusterStorm] first. [io.heddle.stress.cluster.Crew] keeps the processes,
/// [io.heddle.stress.cluster.Striker] hits them and the server, and [io.heddle.stress.cluster.TaskJudge] and
/// [io.heddle.stress.cluster.ValueJudge] read the [io.heddle.stress.cluster.Diary] of each. What is noted lies in files and never with the server that is tried.
///
/// - Words used in this room: *chore*, a task of the storm; *diary*, the file into which one process writes what
///   it does and sees; *evidence*, what the storm itself did, by which a failure or a second start is excused.
/// - How to run it and how to read it: `docs/reference/storm.md`.
@NullMarked
package io.heddle.stress.cluster;

import org.jspecify.annotations.NullMarked;
