package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ClassResult;
import io.jaspis.audit.evidence.AuditReport.Completion;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.AuditReport.Sandwich;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReportHtmlTest {
    /** Left behind to be looked at. */
    private static final Path FOLDER = Path.of("target", "report-example");

    @Test
    void pageLoadsNothingFromOutside() throws IOException {
        Files.createDirectories(FOLDER);
        WholeFile.write(FOLDER.resolve("report.html"), ReportHtml.content(MadeUp.report()));
        String page = Files.readString(FOLDER.resolve("report.html"));
        assertFalse(Pattern.compile("(src|href|action|poster|srcset)\\s*=\\s*[\"']?\\s*(https?:|//)")
                .matcher(page)
                .find());
        assertFalse(Pattern.compile("@import|url\\(").matcher(page).find());
        assertTrue(page.contains("default-src 'none'"));
        assertFalse(page.contains("{{"), "every placeholder is filled");
        try (var left = Files.list(FOLDER)) {
            assertFalse(left.anyMatch(file -> file.toString().endsWith(".part")));
        }
    }

    @Test
    void pageHasWhatTheAuditFound() {
        AuditReport report = MadeUp.report();
        String page = ReportHtml.format(report);
        assertEquals(3 * report.gallery().size(), count("<img ", page));
        assertEquals(1, count("class=\"worst\"", page));
        assertFalse(page.contains("Partial report"));
        assertTrue(page.contains("<li><b>Failed.</b> --fail-below 0.9 --confidence 0.95 does not hold"));
        for (String expected : new String[] {
            "At ε&nbsp;=&nbsp;0.1 (L∞), between <b>",
            "Class by class",
            "How to read this",
            "Permission is hereby granted",
            report.model().sha256(),
            report.data().sha256(),
            "<span>--seed</span> <span>42</span>",
            "SIMD 512",
            "\"mark\":0.1,",
            "\"x\":[0.0,0.025"
        }) {
            assertTrue(page.contains(expected), expected);
        }
    }

    /** A straight line from one radius to the next would show shares between them that nothing proves. */
    @Test
    void betweenRadiiTheCurveShowsWhatFollowsFromThem() {
        AuditReport report = MadeUp.report();
        assertEquals(List.of(Chart.Style.AS_AT_LARGER, Chart.Style.AS_AT_SMALLER), styles(report));
        assertEquals(List.of(Chart.Style.AS_AT_SMALLER), styles(MadeUp.attacked(report)));
        String page = ReportHtml.format(report);
        // An align of −1 draws the value of an x back to the x before it, and 1 on to the next.
        assertTrue(page.contains("AS_AT_LARGER: steps(-1)") && page.contains("AS_AT_SMALLER: steps(1)"));
        assertTrue(page.contains("Between two radii nothing was tried: there stands what was proved at the larger"));
    }

    private static List<Chart.Style> styles(AuditReport report) {
        return new CurveSection(report)
                .charts().getFirst().series().stream().map(Chart.Series::style).toList();
    }

    @Test
    void whatBrokeOfATableIsShownByFeature() {
        String page = ReportHtml.format(MadeUp.table());
        assertEquals(1, count("<h2>What broke</h2>", page));
        assertTrue(page.contains("country is needed most often, in"));
        assertTrue(page.contains("<td>AT</td><td>&lt;b&gt;</td><td></td><td>1 ε</td>"), "one-hot groups as categories");
        assertTrue(page.contains("<td>0.83211</td><td>0.83214</td><td>+3.000e−05</td>"), "as many digits as differ");
        assertTrue(page.contains("<td>3</td><td>4</td><td>+1</td>"), "whole numbers");
        assertTrue(page.contains("2 more changed, none by more."));
        assertFalse(page.contains("can't be shown as pictures"));
    }

    @Test
    void namesAreEscaped() throws IOException {
        AuditReport report = MadeUp.report("<script>alert('1')</script>&.onnx", 40, 40, 1);
        String page = ReportHtml.format(report);
        assertFalse(page.contains("<script>alert"));
        assertTrue(page.contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;.onnx"));
    }

    @Test
    void partialReportSaysSo() throws IOException {
        AuditReport report = MadeUp.report("half.onnx", 120, 500, 3);
        Files.createDirectories(FOLDER);
        WholeFile.write(FOLDER.resolve("partial.html"), ReportHtml.content(report));
        String page = ReportHtml.format(report);
        assertTrue(page.contains("Partial report"));
        assertTrue(page.contains("after 120 of 500 images"));
    }

    /** The examples that were done are the first of the data, which may be sorted by class. */
    @Test
    void aPartTellsNothingOfOtherExamples() {
        String interval = "class=\"note interval\"";
        assertEquals(3, count(interval, ReportHtml.format(MadeUp.report())));
        AuditReport half = MadeUp.report("half.onnx", 120, 500, 3);
        for (AuditReport part : List.of(half, MadeUp.cutOff(half), MadeUp.attacked(half))) {
            String page = ReportHtml.format(part);
            assertEquals(0, count(interval, page));
            assertEquals(1, count("and no figure has an interval for others", page));
            assertEquals(0, count("Clopper &amp; Pearson", page));
        }
    }

    /** The report of the first example alone that has this verdict. */
    private static AuditReport one(VerdictKind verdict) {
        AuditReport report = MadeUp.report();
        List<ExampleResult> one = report.examples().stream()
                .filter(example -> example.verdict() == verdict)
                .limit(1)
                .toList();
        return new AuditReport(
                report.schema(),
                report.provenance(),
                Completion.of(1, 1, false),
                report.settings(),
                report.remarks(),
                Sandwich.of(one),
                report.curve(),
                ClassResult.of(one, report.data()),
                one,
                List.of(),
                report.breaks(),
                report.phases(),
                List.of(),
                report.trust());
    }

    @Test
    void oneExampleIsNotSeveral() {
        Pattern several = Pattern.compile("(?<![0-9.,])1 (images|examples|results|classes)\\b");
        Map.of(
                        VerdictKind.CERTIFIED, "the one image keeps its correct class however it is changed.",
                        VerdictKind.UNKNOWN, "it remains unknown whether the one image keeps its correct class",
                        VerdictKind.FALSIFIED, "an attack broke the one image.",
                        VerdictKind.MISCLASSIFIED, "the one image was wrong before any change.")
                .forEach((verdict, told) -> {
                    AuditReport report = one(verdict);
                    String page = ReportHtml.format(report);
                    assertTrue(page.contains(told), told);
                    assertTrue(page.contains("1 image of <b>") && page.contains("<summary>The only result</summary>"));
                    assertFalse(several.matcher(page).find(), told);
                    String text =
                            ReportText.of(report, StandardCharsets.US_ASCII).replaceAll("[ |\\n]+", " ");
                    assertTrue(
                            text.contains("1 image of t10k")
                                    && !several.matcher(text).find(),
                            text);
                });
        String attacked = ReportHtml.format(MadeUp.attacked(one(VerdictKind.UNKNOWN)));
        assertTrue(attacked.contains("the one image was right and no attack broke it, and more can&#39;t be said"));
    }

    @Test
    void aTimeLimitIsTold() {
        String part = ReportHtml.format(MadeUp.cutOff(MadeUp.report("half.onnx", 120, 500, 3)));
        assertTrue(part.contains("Partial report") && part.contains("the time limit ended it after 120 of 500 images"));
        String whole = ReportHtml.format(MadeUp.cutOff(MadeUp.report()));
        assertTrue(whole.contains("the time limit ended it before the curve over other radii"));
        assertFalse(whole.contains("<h2>Robust accuracy over the radius</h2>"));
    }

    @Test
    void remarksAreSaidWhereThereAreSome() {
        String page = ReportHtml.format(MadeUp.remarkable());
        assertTrue(page.contains("attacks by gradient say &lt;little&gt;."));
        assertTrue(page.contains("float32 rounding alone changes the class of 1,234 examples"));
        assertTrue(page.contains("elements float32, int64"));
        assertFalse(ReportHtml.format(MadeUp.report()).contains("remarks"));
    }

    @Test
    void emptyAuditStillMakesAPage() throws IOException {
        AuditReport report = MadeUp.report("none.onnx", 0, 500, 1);
        Files.createDirectories(FOLDER);
        WholeFile.write(FOLDER.resolve("empty.html"), ReportHtml.content(report));
        String page = ReportHtml.format(report);
        assertTrue(page.contains("No example was audited"));
        assertFalse(page.contains("NaN"));
    }

    private static int count(String word, String page) {
        Matcher matcher = Pattern.compile(Pattern.quote(word)).matcher(page);
        return (int) matcher.results().count();
    }
}
