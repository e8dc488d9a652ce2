/// Programs of the tour about coroutines.
package io.heddle.examples.tour.coroutine;
