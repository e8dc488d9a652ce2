/// One program a file, each with a `main` to run.
package io.heddle.examples;
