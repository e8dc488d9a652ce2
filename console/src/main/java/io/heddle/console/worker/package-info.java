/// `heddle worker`: makes this machine a worker of a cluster.
package io.heddle.console.worker;
