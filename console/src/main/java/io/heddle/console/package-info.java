/// The `heddle` command: one class a subcommand; come in through `Main`.
///
/// Every command talks to Heddle through its public packages only, as a user's program does. A
/// command that needs more than one class has a package of its own, such as `quickstart`.
package io.heddle.console;
