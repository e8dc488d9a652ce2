/// The `heddle` command: one class a subcommand; come in through `Main`.
package io.heddle.console;
