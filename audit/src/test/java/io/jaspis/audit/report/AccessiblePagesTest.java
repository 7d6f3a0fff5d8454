package io.jaspis.audit.report;

import io.jaspis.audit.pages.Accessibility;
import io.jaspis.audit.pages.Browser;
import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
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
}
