/// Programs of the tour about several threads of one process: threads, locks, queues, and what is faster.
package io.heddle.examples.tour.thread;
