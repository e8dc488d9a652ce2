/// Programs of the tour about what processes share and send each other.
package io.heddle.examples.tour.ipc;
