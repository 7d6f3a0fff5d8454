package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.pages.Accessibility;
import io.jaspis.audit.pages.Browser;
import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of page, for people of all kinds. The pages are left behind to be looked at. */
class AccessiblePagesTest {
    private static final Path FOLDER = Path.of("target", "report-example");

    /** Axe looks at every cell of every row, which takes its time. */
    private static final int FEW = 40;

    /** For all pages one after the other; null where none is installed. */
    private static Browser browser;

    @BeforeAll
    static void open() throws IOException {
        browser = Browser.open().orElse(null);
    }

    @AfterAll
    static void close() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    enum Kind {
        PICTURES,
        REMARKS,
        EMPTY,
        TABLE,
        ATTACK,
        SMOOTHING,
        REACH,
        TRAINING;

        private String page() {
            return switch (this) {
                case PICTURES -> ReportHtml.format(MadeUp.report("mnist.onnx", FEW, FEW, 1));
                case REMARKS -> ReportHtml.format(MadeUp.remarkable());
                case EMPTY -> ReportHtml.format(MadeUp.report("none.onnx", 0, 500, 3));
                case TABLE -> ReportHtml.format(MadeUp.table(FEW));
                case ATTACK -> ReportHtml.format(MadeUp.attacked(MadeUp.report("mnist.onnx", FEW, FEW, 1)));
                case SMOOTHING -> SmoothingHtml.format(MadeUpSmoothing.report(false));
                case REACH -> SmoothingHtml.format(MadeUpSmoothing.report(true));
                case TRAINING -> TrainingHtml.format(MadeUpTraining.report(12));
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void isForPeopleOfAllKinds(Kind kind) throws IOException {
        Files.createDirectories(FOLDER);
        Path page = FOLDER.resolve(kind.name().toLowerCase(java.util.Locale.ROOT) + ".html");
        WholeFile.write(page, WholeFile.Content.of(kind.page()));
        Accessibility.check(page, browser);
    }

    /** A box that scrolls doesn't clip what is placed absolutely in it, unless the box is positioned itself. */
    @Test
    void whatSticksOutOfABoxThatScrollsIsFound() throws IOException {
        Assumptions.assumeTrue(browser != null, "skipped: no Chromium on this machine");
        Files.createDirectories(FOLDER);
        Path page = FOLDER.resolve("sticks-out.html");
        WholeFile.write(page, WholeFile.Content.of("""
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Wide</title></head>
                <body><main><h1>Wide</h1>
                <div class="wide" role="region" tabindex="0" aria-label="wide" style="overflow-x: auto">
                <p style="width: 900px; text-align: right">A line <span style="position: absolute">more</span></p>
                </div></main></body></html>
                """));
        AssertionError found = assertThrows(AssertionError.class, () -> Accessibility.check(page, browser));
        assertTrue(found.getMessage().contains(" pixels wide of 360"), found.getMessage());
    }
}
