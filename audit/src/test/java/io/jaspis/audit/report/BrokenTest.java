package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.attacks.trust.Trust;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.Breaks.Break;
import io.jaspis.audit.robustness.Robustness;
import io.jaspis.autodiff.data.Columns;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.threat.Model;
import io.jaspis.threat.Norm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenTest {
    private static final Path FRAUD =
            Path.of(System.getProperty("jaspis.root", "..")).resolve("examples/fraud");

    private static Model model;
    private static Dataset cases;

    @TempDir
    Path folder;

    @BeforeAll
    static void read() throws IOException {
        model = Model.read(FRAUD.resolve("fraud.onnx"));
        cases = model.examples(
                FRAUD.resolve("cases.csv"),
                Columns.DETECTED
                        .withDropped("id")
                        .withMissing(Columns.Missing.MEDIAN)
                        .withOneHot("country"));
    }

    private static AuditReport attacked(double epsilon, String... attacks) {
        return Robustness.of(model)
                .within(Norm.LINF, epsilon)
                .withExamples(40)
                .withAttacks(attacks)
                .withTrust(Trust.Level.OFF)
                .audit(cases);
    }

    /** What the page's table says that attacks broke. */
    private static List<String> told(AuditReport report) {
        return Pattern.compile("<td>broke ([^<]*)</td>")
                .matcher(ReportHtml.format(report))
                .results()
                .map(MatchResult::group)
                .map(cell -> cell.replaceAll("</?td>|broke ", ""))
                .toList();
    }

    private static long sum(List<String> told) {
        return told.stream()
                .mapToLong(cell -> Long.parseLong(cell.replaceAll(" .*", "").replace(",", "")))
                .sum();
    }

    @Test
    void whatAttacksBrokeIsAllThatIsBroken() {
        for (String[] attacks : new String[][] {
            {"fast"},
            {"autoattack"},
            {"max"},
            {"autoattack-plus"},
            {"autoattack-rand"},
            {"fgsm", "fast", "square"},
            {"pgd", "pgd-ce"}
        }) {
            AuditReport report = attacked(0.2, attacks);
            assertTrue(report.sandwich().broken() > 0);
            assertEquals(report.sandwich().broken(), sum(told(report)), String.join(" ", attacks));
        }
    }

    @Test
    void anAttackIsToldWithThoseThatItIsMadeOf() {
        AuditReport report = attacked(0.2, "fast");
        long broken = report.sandwich().broken();
        assertEquals(
                List.of("fast"),
                report.examples().stream()
                        .filter(example -> example.attack() != null)
                        .map(ExampleResult::tried)
                        .distinct()
                        .toList());
        String cell = told(report).getFirst();
        assertTrue(cell.matches(broken + " \\(A3 [0-9]+.*\\)"), cell);
        String text = ReportText.of(report, StandardCharsets.US_ASCII).replaceAll("[ |\\n]+", " ");
        assertTrue(text.contains("Broken by fast " + cell + "."), text);
    }

    @Test
    void whatChangedOfARowIsToldWithIt() {
        AuditReport report = attacked(0.2, "fast");
        Break first = report.breaks().examples().getFirst();
        ExampleResult example = report.examples().stream()
                .filter(one -> one.index() == first.index())
                .findFirst()
                .orElseThrow();
        String sentence = Sentences.of(example, report);
        assertTrue(sentence.endsWith(" (" + Words.changes(first, 3) + ")."), sentence);
        assertTrue(sentence.contains(first.changes().getFirst().feature() + " "), sentence);
    }

    /** What a program found elsewhere needn't tell the attack tried beside the one that broke an example. */
    @Test
    void aReportThatDoesNotSayWhichWasTriedCountsAllThatIsBroken() throws IOException {
        for (String[] attacks : new String[][] {{"fast"}, {"fgsm", "fast"}}) {
            AuditReport report = attacked(0.2, attacks);
            Path file = folder.resolve("report.json");
            ReportJson.write(report, file);
            Files.writeString(file, Files.readString(file).replaceAll("\"tried\" : (null|\"[^\"]*\"),", ""));
            AuditReport untold = ReportJson.read(file);
            assertTrue(untold.examples().stream().allMatch(example -> example.tried() == null));
            assertEquals(report.sandwich().broken(), sum(told(untold)));
        }
    }
}
