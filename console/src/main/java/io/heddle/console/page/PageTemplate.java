package io.heddle.console.page;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A page of lanes that needs nothing but itself: no network, no other file. Its frame is `lanes.html`; what the pages
/// differ in has a place there.
///
/// Words and numbers are written in Java and can be read without a script; only the blocks of the lanes are drawn by
/// one, `lanes.js`. The page's own security policy names the digests of that script and of the style, so that nothing
/// else in the page could run, and every name goes through [Html#text] or, for the script, through Gson, which
/// escapes what means something in HTML.
public final class PageTemplate {

    private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

    private PageTemplate() {}

    /// Fills the frame.
    ///
    /// @param parts what goes where, as HTML
    /// @param data what the script draws from
    /// @return the page
    public static String fill(Map<String, String> parts, LaneData data) {
        String style = resource("lanes.css");
        String script = resource("lanes.js");
        Map<String, String> all = new HashMap<>(parts);
        all.put("style", style);
        all.put("styleHash", policyHash(style));
        all.put("script", script);
        all.put("scriptHash", policyHash(script));
        all.put("data", new Gson().toJson(data));
        return filled(resource("lanes.html"), all);
    }

    /// Fills all places in one go, so that nothing that is filled in is taken for a place.
    private static String filled(String template, Map<String, String> parts) {
        return PLACE.matcher(template)
                .replaceAll(place -> Matcher.quoteReplacement(part(parts, place.group(1))));
    }

    private static String part(Map<String, String> parts, String place) {
        String part = parts.get(place);
        if (part == null) {
            throw new IllegalArgumentException("nothing is given for a place: place=" + place);
        }
        return part;
    }

    private static String resource(String name) {
        try (InputStream in = PageTemplate.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("a part of the page is missing: resource=" + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String policyHash(String content) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(content.getBytes(StandardCharsets.UTF_8));
            return "sha256-" + Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256, this one does not", e);
        }
    }
}
