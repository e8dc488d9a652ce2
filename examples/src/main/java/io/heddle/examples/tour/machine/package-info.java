/// Programs of the tour about how a computer does many things at once, shown by models of its parts: nothing in them runs
/// for real, and they are the same at every speed.
package io.heddle.examples.tour.machine;
