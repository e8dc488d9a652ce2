/// Programs of the tour about processes.
package io.heddle.examples.tour.process;
