/// Contracts: extend one, say how to open what is tested, and run it as a JUnit test.
package io.heddle.testkit;
