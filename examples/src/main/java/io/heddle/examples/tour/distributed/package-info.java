/// Programs of the tour about work that several machines share: `distributed.*`.
///
/// Open `TaskMaster` first, then `TaskWorker`; `Meeting` says where the two find each other.
package io.heddle.examples.tour.distributed;
