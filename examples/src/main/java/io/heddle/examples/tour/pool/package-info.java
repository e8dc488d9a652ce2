/// Programs of the tour about pools and futures.
package io.heddle.examples.tour.pool;
