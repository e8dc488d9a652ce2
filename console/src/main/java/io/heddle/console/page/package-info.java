/// What pages of lanes have in common, and numbers as people write them.
///
/// Open `PageTemplate` first: it fills the frame of a page, `lanes.html`, and brings the style and the script, which draws
/// [io.heddle.console.page.LaneData]. `LaneHtml` makes the pieces that the two look for. The pages themselves are in
/// packages `quickstart` and `timeline`.
package io.heddle.console.page;
