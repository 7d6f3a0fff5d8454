package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.SmoothingReport;
import io.jaspis.audit.evidence.TrainingReport;
import io.jaspis.audit.robustness.Robustness;
import io.jaspis.autodiff.data.Allowance;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.Selection;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a report says doesn't hang on the language of the machine: a build compares reports of several, and their fingerprints. */
class LocaleTest {
    private static final Path FRAUD =
            Path.of(System.getProperty("jaspis.root", "..")).resolve("examples/fraud");

    /** What is told where Java speaks this language. */
    private static <T> T in(Locale locale, Callable<T> told) throws Exception {
        Locale before = Locale.getDefault();
        Locale format = Locale.getDefault(Locale.Category.FORMAT);
        Locale display = Locale.getDefault(Locale.Category.DISPLAY);
        try {
            Locale.setDefault(locale);
            return told.call();
        } finally {
            Locale.setDefault(before);
            Locale.setDefault(Locale.Category.FORMAT, format);
            Locale.setDefault(Locale.Category.DISPLAY, display);
        }
    }

    private static void assertAlike(String language, Callable<?> told) throws Exception {
        Object root = in(Locale.ROOT, told);
        Object other = in(Locale.forLanguageTag(language), told);
        assertEquals(root, other);
    }

    private static List<String> files(AuditReport report) {
        return List.of(
                ReportHtml.format(report),
                ReportJson.format(report),
                ReportSarif.format(report, Places.of(report)),
                ReportJUnit.format(report),
                ReportText.of(report, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG-u-nu-arab", "de-DE"})
    void filesAreAlike(String language) throws Exception {
        List<AuditReport> reports = List.of(
                MadeUp.remarkable(),
                MadeUp.table(),
                MadeUp.report("several.onnx", 30, 5000, 3),
                MadeUp.cutOff(MadeUp.report()));
        SmoothingReport smoothed = MadeUpSmoothing.report(true);
        TrainingReport trained = MadeUpTraining.report(3);
        for (AuditReport report : reports) {
            assertAlike(language, () -> files(report));
        }
        assertAlike(language, () -> SmoothingHtml.format(smoothed));
        assertAlike(language, () -> SmoothingText.of(smoothed, StandardCharsets.UTF_8));
        assertAlike(language, () -> TrainingHtml.format(trained));
    }

    /** What an audit itself puts into words, but for when and how long. */
    private static List<Object> audited() throws IOException {
        Model model = Model.read(FRAUD.resolve("fraud.onnx"));
        Dataset cases = model.examples(
                FRAUD.resolve("cases.csv"),
                Columns.DETECTED
                        .withDropped("id")
                        .withMissing(Columns.Missing.MEDIAN)
                        .withOneHot("country"));
        AuditReport report = Robustness.of(model)
                .within(Norm.LINF, 0.05)
                .withAttacks("fgsm")
                .withCertifiers("interval")
                .withCurve()
                .withExamples(30)
                .audit(cases);
        return List.of(
                report.data(),
                report.settings(),
                report.remarks(),
                report.examples(),
                report.breaks(),
                report.trust(),
                cases.notes(),
                cases.reading());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG-u-nu-arab", "de-DE"})
    void auditsAreAlike(String language) throws Exception {
        assertAlike(language, LocaleTest::audited);
    }

    private static List<String> choices() throws IOException {
        Dataset many = Dataset.of("many", Tensor.of(Shape.of(1500, 1), new float[1500]), new int[1500]);
        List<String> told = new ArrayList<>();
        told.add(Selection.all(many).text());
        told.add(Selection.first(many, 1200).text());
        told.add(Selection.sample(many, 1200, 3).text());
        told.add(Selection.named(many, new int[] {3, 1}, "a file").text());
        told.add(new Allowance(1L << 31).toString());
        told.add(Figures.duration(90));
        return told;
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar-EG-u-nu-arab", "de-DE"})
    void choicesAreAlike(String language) throws Exception {
        assertAlike(language, LocaleTest::choices);
        assertEquals(
                "the first 1,200 of 1,500 examples",
                in(Locale.GERMANY, LocaleTest::choices).get(1));
    }
}
