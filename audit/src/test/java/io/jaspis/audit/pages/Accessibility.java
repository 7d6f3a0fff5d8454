package io.jaspis.audit.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/**
 * What every page must keep for people of all kinds: axe-core finds nothing, light and wide nor dark and narrow; the page itself never
 * scrolls sideways, nor on paper; whatever the tabulator reaches shows that it is there.
 */
public final class Accessibility {
    private static final int NARROW = 360;
    private static final int WIDE = 1280;

    /** About as wide as A4 within its margins. */
    private static final int PAPER = 720;

    /** Rules that WCAG 2.2 asks for at AA, and what is good practice. */
    private static final String RUN = """
            axe.run(document, {resultTypes: ["violations"], preload: false, runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}).then(
              found => found.violations.map(one => one.impact + " " + one.id + ": "
                + one.nodes.slice(0, 3).map(node => node.html.slice(0, 200) + " (" + node.failureSummary + ")").join("; ")))""";

    private static final String OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)";

    /** If the page scrolls: how wide it is, and elements that stick out to the right, as far as no box of their own may clip them. */
    private static final String SIDEWAYS = """
            (() => {
              const width = document.documentElement.clientWidth;
              const whole = document.documentElement.scrollWidth;
              const clipped = one => one.closest(".wide") && getComputedStyle(one).position !== "absolute";
              return whole <= width ? [] : ["the page, " + whole + " pixels wide of " + width,
                ...[...document.querySelectorAll("body *")]
                  .filter(one => one.getBoundingClientRect().right > width + 1 && !clipped(one))
                  .slice(0, 5).map(one => one.outerHTML.slice(0, 200))];
            })()""";

    private static final String HEADINGS = """
            [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map(one => Number(one.tagName[1]))""";

    /** Of the element that has the focus: what it is, and whether a ring is drawn around it. */
    private static final String FOCUS = """
            (() => {
              const one = document.activeElement;
              const style = getComputedStyle(one);
              return [one.tagName === "BODY" ? "" : one.outerHTML.slice(0, 120),
                style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2];
            })()""";

    private Accessibility() {}

    /** Holds a page to it in a browser of its own; where none is installed, says that this is skipped. */
    public static void check(Path page) throws IOException {
        try (Browser browser = Browser.open().orElse(null)) {
            check(page, browser);
        }
    }

    /**
     * The same in a browser that is open.
     *
     * @param browser null where none is installed
     */
    public static void check(Path page, Browser browser) throws IOException {
        if (browser == null) {
            System.out.println("skipped: no Chromium on this machine (Debian: chromium)");
        }
        Assumptions.assumeTrue(browser != null, "skipped: no Chromium on this machine");
        List<String> found = new ArrayList<>();
        for (boolean dark : new boolean[] {false, true}) {
            browser.show(page, dark ? NARROW : WIDE, dark, "screen");
            browser.evaluate(OPEN);
            String where = page.getFileName() + (dark ? ", dark and narrow: " : ", light and wide: ");
            browser.evaluate(axe());
            browser.evaluate(RUN).forEach(one -> found.add(where + one.asString()));
            browser.evaluate(SIDEWAYS).forEach(one -> found.add(where + "sticks out: " + one.asString()));
        }
        browser.show(page, PAPER, false, "print");
        browser.evaluate(SIDEWAYS).forEach(one -> found.add(page.getFileName() + " printed, sticks out: " + one));
        assertEquals(List.of(), found);
        headings(browser.evaluate(HEADINGS), page);
        keyboard(browser, page);
    }

    private static String axe() throws IOException {
        try (InputStream script = Accessibility.class.getResourceAsStream("/axe.min.js")) {
            // What it gives is no JSON.
            return new String(script.readAllBytes(), StandardCharsets.UTF_8) + "\n;0";
        }
    }

    /** One heading of the whole, and no level left out on the way down. */
    private static void headings(JsonNode levels, Path page) {
        int before = 0;
        int firsts = 0;
        for (JsonNode level : levels) {
            assertTrue(level.asInt() <= before + 1, page + " has headings of the levels " + levels);
            before = level.asInt();
            firsts += before == 1 ? 1 : 0;
        }
        assertEquals(1, firsts, page + " has headings of the levels " + levels);
    }

    /** Goes through the page as it is opened. */
    private static void keyboard(Browser browser, Path page) throws IOException {
        browser.show(page, WIDE, false, "screen");
        int reached = 0;
        for (int i = 0; i < 100; i++) {
            browser.tab();
            JsonNode focus = browser.evaluate(FOCUS);
            if (focus.get(0).asString().isEmpty()) {
                break;
            }
            assertTrue(focus.get(1).asBoolean(), page + " shows no focus at " + focus.get(0));
            reached++;
        }
        assertTrue(reached > 0, page + " has nothing for the keyboard");
    }
}
