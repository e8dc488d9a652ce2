package io.heddle.console.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.heddle.console.page.Html;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TimelinePageTest {

    private static final String EVIL = "<img src=x onerror=alert(1)>";

    @Test
    void everyLaneIsThereWithItsNameAndProcess() throws IOException {
        String page = page("a.txt", "b.txt", "c.txt");

        assertThat(page)
                .contains("main", "thread-1", "thread-2", "slot 1")
                .contains("tour-1 <small>pid 101</small>", "tour-2 <small>pid 102</small>")
                .contains("tour-3 <small>pid 103</small>")
                .contains("tour-1 (pid 101): 0 files, busy for 2.0 ms, killed");
        assertThat(data(page).getAsJsonArray("panels")).hasSize(5);
        assertThat(page.split("data-lane=", -1)).hasSize(1 + 1 + 2 + 1 + 2 + 3);
    }

    @Test
    void aNameIsTextAndNothingElse() throws Exception {
        String page =
                page(
                        EVIL,
                        "</script><script>alert(2)</script>",
                        "\"' onmouseover=alert(3) '",
                        "&lt;");

        assertThat(page)
                .doesNotContain("<img")
                .doesNotContain("<script>alert")
                .doesNotContain("<b>link</b>")
                .contains("&lt;b&gt;link&lt;/b&gt;")
                .contains(Html.text(EVIL));
        assertThat(page.split("</script", -1)).as("two scripts, and no name ends one").hasSize(3);
        assertThat(
                        data(page)
                                .getAsJsonArray("items")
                                .get(0)
                                .getAsJsonObject()
                                .get("n")
                                .getAsString())
                .isEqualTo(EVIL);
    }

    @Test
    void aNameIsNotTakenForAPlaceInTheTemplate() throws IOException {
        String page = page("{{data}}", "$1 \\1 {{script}}");

        assertThat(
                        data(page)
                                .getAsJsonArray("items")
                                .get(0)
                                .getAsJsonObject()
                                .get("n")
                                .getAsString())
                .isEqualTo("{{data}}");
        assertThat(page).contains("while it worked on {{data}}.");
    }

    @Test
    void nothingIsLoadedFromAnywhere() throws IOException {
        String page = page("a.txt");

        assertThat(page)
                .contains("default-src 'none'")
                .doesNotContain("src=\"http")
                .doesNotContain("href=\"http")
                .doesNotContain("@import")
                .doesNotContain("url(");
    }

    @Test
    void thePolicyAllowsExactlyTheScriptAndTheStyleThatAreThere() throws Exception {
        String page = page("a.txt");

        assertThat(page).contains("script-src '" + hash(last(page, "script")) + "'");
        assertThat(page).contains("style-src '" + hash(last(page, "style")) + "'");
        assertThat(page).doesNotContain(" style=").doesNotContainPattern("<[^>]* on[a-z]+=");
    }

    @Test
    void noPlaceOfTheTemplateIsLeftEmpty() throws IOException {
        assertThat(page("a.txt")).doesNotContainPattern("\\{\\{\\w+}}");
    }

    @Test
    void theKillAndTheLegendAreToldWithoutAScript() throws IOException {
        assertThat(page("a.txt", "b.txt"))
                .contains("Killed on purpose: worker tour-1 (pid 101), by SIGKILL, 1.0 ms after")
                .contains("the task that was killed")
                .contains(".txt (2)");
    }

    private static String page(String... names) throws IOException {
        Tour.Outcome outcome = Tours.over(names);
        StringBuilder page = new StringBuilder();
        TimelinePage.of(ReportOf.outcome(outcome), outcome).writeTo(page);
        return page.toString();
    }

    private static JsonObject data(String page) {
        Matcher data =
                Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>")
                        .matcher(page);
        assertThat(data.find()).isTrue();
        return JsonParser.parseString(data.group(1)).getAsJsonObject();
    }

    private static String last(String page, String element) {
        int begin = page.lastIndexOf("<" + element + ">") + element.length() + 2;
        return page.substring(begin, page.indexOf("</" + element + ">", begin));
    }

    private static String hash(String content) throws Exception {
        byte[] digest =
                MessageDigest.getInstance("SHA-256")
                        .digest(content.getBytes(StandardCharsets.UTF_8));
        return "sha256-" + Base64.getEncoder().encodeToString(digest);
    }
}
