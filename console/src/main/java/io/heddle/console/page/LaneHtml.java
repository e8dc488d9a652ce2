package io.heddle.console.page;

import java.util.List;

/// The pieces of a page of lanes that its script and its style know.
public final class LaneHtml {

    private LaneHtml() {}

    /// Makes the row of a lane, with room for its blocks.
    ///
    /// @param summary what it did, in a sentence
    /// @param name what it is called
    /// @param small what else is to be said of it; may be empty
    /// @param killed whether it was
    /// @param panel in which panel of [LaneData]
    /// @param index which lane there
    public static String row(
            String summary, String name, String small, boolean killed, int panel, int index) {
        return """
        <div class="lane"><div class="who" title="%1$s">%2$s <small>%3$s</small>%4$s</div>\
        <canvas tabindex="0" role="img" data-panel="%5$d" data-lane="%6$d" aria-label="%1$s"></canvas></div>
        """
                .formatted(
                        Html.text(summary),
                        Html.text(name),
                        Html.text(small),
                        killed ? " <span class=\"gone\">killed</span>" : "",
                        panel,
                        index);
    }

    /// Makes a panel: rows with an axis below.
    ///
    /// @param density how high rows are: `few`, `many` or `crowd`
    /// @param title what it is called
    /// @param caption what else is to be said of it
    /// @param rows its rows, as HTML
    /// @param panel which one in [LaneData]
    public static String figure(
            String density, String title, String caption, String rows, int panel) {
        return """
        <figure class="%s">
        <figcaption><b>%s</b> <span>%s</span></figcaption>
        %s
        <div class="lane"><div class="who"></div><canvas class="axis" data-panel="%d"></canvas></div>
        </figure>
        """
                .formatted(density, Html.text(title), Html.text(caption), rows, panel);
    }

    /// Makes an entry of a legend.
    ///
    /// @param drawing SVG, 16 wide and 12 high
    /// @param label what it means
    public static String legendItem(String drawing, String label) {
        return "<li><svg viewBox=\"0 0 16 12\" aria-hidden=\"true\">%s</svg>%s</li>"
                .formatted(drawing, Html.text(label));
    }

    /// Makes a legend.
    public static String legend(List<String> items) {
        return "<ul class=\"legend\">" + String.join("\n", items) + "</ul>";
    }

    /// Makes the choice between one scale for all panels and one for each.
    ///
    /// @param same which of them it is at first
    public static String scales(boolean same) {
        return """
        <span class="group" role="group" aria-label="Scale of the time axes">
          <label><input type="radio" name="scale" value="same"%s> one scale for all</label>
          <label><input type="radio" name="scale" value="own"%s> each its own</label>
        </span>\
        """
                .formatted(same ? " checked" : "", same ? "" : " checked");
    }

    /// Makes the table of lanes.
    ///
    /// @param head the names of its columns
    /// @param rows its rows, as HTML
    public static String table(List<String> head, CharSequence rows) {
        return "<table>" + Html.head(head) + "<tbody>\n" + rows + "</tbody></table>";
    }
}
