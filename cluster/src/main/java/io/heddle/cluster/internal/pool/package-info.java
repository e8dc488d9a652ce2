/// Tasks on their way: [io.heddle.cluster.internal.pool.Broker] is what the server knows of them,
/// [io.heddle.cluster.internal.pool.Desk] where a member submits and hears of them,
/// [io.heddle.cluster.internal.pool.Workplace] where they are run.
package io.heddle.cluster.internal.pool;
