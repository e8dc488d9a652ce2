/// Programs of the tour about programs that are not ours.
package io.heddle.examples.tour.command;
