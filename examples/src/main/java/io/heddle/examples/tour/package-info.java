/// The tour: small programs, each of which shows one thing, and the stage on which they run.
///
/// Open `Program` first, then any program, such as `process.ForkAndReport`. Each is a file of its own,
/// 20 to 60 lines, written as a user would write it: on the public API, with nothing but `Stage` beside
/// it. `Area` lists them, `Catalogue` finds them. What runs them and judges them is `heddle tour`, in
/// the module of the console.
///
/// To add one: write the class with its `Shows`, and put it into its `Area`.
package io.heddle.examples.tour;
