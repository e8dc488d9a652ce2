/// What several rooms of the simulator write with; nobody else sees it.
package io.heddle.simulator.internal;
