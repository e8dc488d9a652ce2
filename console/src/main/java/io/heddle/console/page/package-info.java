/// What pages of lanes have in common, and numbers as people write them.
///
/// Open `PageTemplate` first: it fills the template of a page and brings the style and the script, which draws
/// [io.heddle.console.page.LaneData]. The pages themselves are in packages `quickstart` and `timeline`.
package io.heddle.console.page;
