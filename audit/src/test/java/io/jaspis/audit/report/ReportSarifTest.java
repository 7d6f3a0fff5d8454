package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.jaspis.audit.comparison.Comparison;
import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.audit.evidence.AuditReport.Completion;
import io.jaspis.audit.evidence.AuditReport.ExampleResult;
import io.jaspis.audit.evidence.AuditReport.Sandwich;
import io.jaspis.audit.evidence.Gate;
import io.jaspis.audit.evidence.Provenance.Data;
import io.jaspis.audit.evidence.VerdictKind;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files in SARIF are held to the schema of the standard, and to what only its text says. */
class ReportSarifTest {
    private static final Path ROOT = Path.of(System.getProperty("jaspis.root", ".."));
    private static final Schema SCHEMA = schema();
    private static final JsonMapper MAPPER = new JsonMapper();

    /** Examples of each kind in a report. */
    private static final int FEW = 2;

    private static Schema schema() {
        try (InputStream text = ReportSarifTest.class.getResourceAsStream("sarif-schema-2.1.0.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(new String(text.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String> complaints(String log) {
        return SCHEMA
                .validate(
                        log,
                        InputFormat.JSON,
                        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Object::toString)
                .toList();
    }

    static AuditReport judged(AuditReport report) {
        List<Gate> gates = new ArrayList<>();
        for (Gate.Rule rule : Gate.Rule.values()) {
            gates.add(Gate.of(Gate.Figure.CERTIFIED, rule, 0.99, 0.95, report));
            gates.add(Gate.of(Gate.Figure.ATTACKED, rule, 0.5, 0.95, report));
        }
        return report.with(gates);
    }

    /** The same with the first examples of each kind alone: a schema takes its time for each result. */
    private static AuditReport few(AuditReport report) {
        Map<VerdictKind, Integer> taken = new EnumMap<>(VerdictKind.class);
        List<ExampleResult> examples = report.examples().stream()
                .filter(example -> taken.merge(example.verdict(), 1, Integer::sum) <= FEW)
                .toList();
        Completion completion = report.completion();
        int missing = completion.asked() - completion.done();
        return new AuditReport(
                report.schema(),
                report.provenance(),
                new Completion(
                        completion.partial(),
                        examples.size(),
                        examples.size() + missing,
                        completion.cutOff(),
                        completion.stopped()),
                report.settings(),
                report.remarks(),
                Sandwich.of(examples),
                report.curve(),
                report.perClass(),
                examples,
                report.gallery(),
                report.breaks(),
                report.phases(),
                report.gates(),
                report.trust());
    }

    private static AuditReport pictures() {
        return few(MadeUp.report());
    }

    private static AuditReport table() {
        return few(MadeUp.table());
    }

    static List<AuditReport> reports() {
        return List.of(
                pictures(),
                MadeUp.remarkable(),
                table(),
                MadeUp.cutOff(pictures()),
                pictures().stopped(),
                MadeUp.attacked(pictures()),
                MadeUp.report("half of \u0001 it.onnx", 30, 500, 3),
                MadeUp.report("none.onnx", 0, 500, 1),
                judged(table()));
    }

    private static Places places(AuditReport report) {
        Places unknown = Places.of(report);
        return new Places("models/a%20b.onnx", unknown.data(), index -> OptionalInt.of(index + 2));
    }

    @Test
    void aNameWithAColonIsNoScheme() {
        AuditReport report = MadeUp.report("fraud:2.onnx", 30, 30, 1);
        assertEquals("./fraud:2.onnx", Places.of(report).model());
        run(ReportSarif.format(report, Places.of(MadeUp.report("2026-11-30T14:18.onnx", 30, 30, 1))));
    }

    private static JsonNode run(String log) {
        assertEquals(List.of(), complaints(log));
        JsonNode run = MAPPER.readTree(log).path("runs").path(0);
        // What the standard's text says beyond its schema: ids and indices are of the same rule.
        JsonNode rules = run.path("tool").path("driver").path("rules");
        for (JsonNode result : run.path("results")) {
            assertEquals(
                    result.path("ruleId").asString(),
                    rules.path(result.path("ruleIndex").asInt()).path("id").asString());
            boolean failed = result.path("kind").asString().equals("fail");
            assertEquals(!failed, result.path("level").asString().equals("none"), result::toString);
            JsonNode location = result.path("locations").path(0).path("physicalLocation");
            JsonNode artifact = run.path("artifacts")
                    .path(location.path("artifactLocation").path("index").asInt());
            assertEquals(
                    artifact.path("location").path("uri").asString(),
                    location.path("artifactLocation").path("uri").asString());
        }
        return run;
    }

    private static Map<String, Long> counts(JsonNode run) {
        Map<String, Long> counts = new TreeMap<>();
        run.path("results").forEach(result -> counts.merge(result.path("ruleId").asString(), 1L, Long::sum));
        return counts;
    }

    @Test
    void everyReportIsValidAndNamesEachExampleThatIsNotFine() {
        for (AuditReport report : reports()) {
            assertNamed(report, Places.of(report));
        }
        for (AuditReport report : List.of(pictures(), table())) {
            for (VerdictKind kind : VerdictKind.values()) {
                assertEquals(FEW, count(report, kind), kind::name);
            }
            assertNamed(report, places(report));
        }
    }

    private static void assertNamed(AuditReport report, Places places) {
        JsonNode run = run(ReportSarif.format(report, places));
        Map<String, Long> expected = new TreeMap<>();
        expected.put("JASPIS001", count(report, VerdictKind.FALSIFIED));
        expected.put("JASPIS002", count(report, VerdictKind.MISCLASSIFIED));
        expected.put("JASPIS003", report.settings().attacksAlone() ? 0 : count(report, VerdictKind.UNKNOWN));
        expected.put(
                "JASPIS004",
                report.gates().stream().filter(gate -> !gate.passed()).count());
        expected.put("JASPIS005", (long) report.trust().doubts().size());
        expected.values().removeIf(count -> count == 0);
        assertEquals(expected, counts(run));
        assertEquals(!MadeUp.ended(report), run.toString().contains("\"descriptor\":{\"id\":\"JASPIS102\"}"));
    }

    private static long count(AuditReport report, VerdictKind kind) {
        return report.examples().stream()
                .filter(example -> example.verdict() == kind)
                .count();
    }

    @Test
    void aResultSaysWhatWhereAndHowGrave() {
        AuditReport report = table();
        JsonNode broken = first(run(ReportSarif.format(report, places(report))), "JASPIS001");
        int index = broken.path("properties").path("index").asInt();
        assertEquals("error", broken.path("level").asString());
        String text = broken.path("message").path("text").asString();
        assertTrue(
                text.startsWith("Example " + index + ", labelled ")
                        && text.contains(": PGD found a change of size 0.1 within L∞ ≤ 1"),
                text);
        JsonNode place = broken.path("locations").path(0).path("physicalLocation");
        assertEquals(index + 2, place.path("region").path("startLine").asInt());
        assertEquals("cases.csv", place.path("artifactLocation").path("uri").asString());
        // Where a condition decides, examples are less grave.
        JsonNode judged = run(ReportSarif.format(judged(report), places(report)));
        assertEquals("warning", first(judged, "JASPIS001").path("level").asString());
        assertEquals("note", first(judged, "JASPIS002").path("level").asString());
        assertEquals("error", first(judged, "JASPIS004").path("level").asString());
    }

    /** In a message braces are of a placeholder, and square brackets of a link, unless they are escaped. */
    @Test
    void namesBecomeNeitherLinksNorPlaceholders() {
        assertEquals(
                "\\[a\\](b) {{0}} c\\\\d",
                SarifLog.Message.of("[a](b) {0} c\\d").text());
        AuditReport report = withClasses(table(), "[click](http://evil.example)", "{0}");
        JsonNode run = run(ReportSarif.format(report, places(report)));
        String broken = first(run, "JASPIS001").path("message").path("text").asString();
        assertTrue(broken.contains("\\[click\\](http://evil.example)") && broken.contains("{{0}}"), broken);
    }

    private static AuditReport withClasses(AuditReport report, String... names) {
        Data data = report.data();
        Data named = new Data(
                data.name(), data.sha256(), data.examples(), names.length, data.shape(), List.of(names), data.chosen());
        return new AuditReport(
                report.schema(),
                MadeUp.provenance(report.model().name(), named, 1),
                report.completion(),
                report.settings(),
                report.remarks(),
                report.sandwich(),
                report.curve(),
                report.perClass(),
                report.examples(),
                report.gallery(),
                report.breaks(),
                report.phases(),
                report.gates(),
                report.trust());
    }

    private static JsonNode first(JsonNode run, String rule) {
        for (JsonNode result : run.path("results")) {
            if (result.path("ruleId").asString().equals(rule)) {
                return result;
            }
        }
        throw new AssertionError("no result of " + rule);
    }

    @Test
    void fingerprintsTellResultsApartAndStay() {
        AuditReport report = judged(table());
        JsonNode run = run(ReportSarif.format(report, places(report)));
        HashSet<String> prints = new HashSet<>();
        run.path("results")
                .forEach(result ->
                        assertTrue(prints.add(result.path("partialFingerprints").toString())));
        assertEquals(prints.size(), run.path("results").size());
        JsonNode again = run(ReportSarif.format(report, Places.of(report)));
        again.path("results")
                .forEach(result -> assertTrue(
                        prints.contains(result.path("partialFingerprints").toString())));
    }

    /** So that "no complaint" means something. */
    @Test
    void theSchemaRefusesWhatIsWrong() {
        AuditReport report = table();
        String log = ReportSarif.format(report, places(report));
        for (String[] damage : new String[][] {
            {"\"version\" : \"2.1.0\"", "\"version\" : \"2.0.0\""},
            {"\"level\" : \"error\"", "\"level\" : \"grave\""},
            {"\"kind\" : \"open\"", "\"sort\" : \"open\""},
            {"\"startLine\" : ", "\"startLine\" : -"},
            {"2026-11-23T21:00:00Z", "yesterday"},
            {"models/a%20b.onnx", "models/a b.onnx"}
        }) {
            String damaged = log.replace(damage[0], damage[1]);
            assertNotEquals(log, damaged, damage[0]);
            assertFalse(complaints(damaged).isEmpty(), damage[1]);
        }
    }

    @Test
    void aComparisonNamesWhatGotWorse() {
        AuditReport before = MadeUp.table();
        AuditReport now = ComparedReports.later();
        Comparison comparison = Comparison.of(before, now);
        JsonNode run = run(ComparisonSarif.of(comparison, null));
        assertEquals(
                Map.of("JASPIS006", 1L, "JASPIS007", 2L, "JASPIS008", 1L, "JASPIS009", 1L, "JASPIS010", 1L),
                counts(run));
        JsonNode lost = first(run, "JASPIS008");
        assertEquals("new", lost.path("baselineState").asString());
        assertTrue(lost.path("message").path("text").asString().contains("certified before, not now"), lost::toString);
        assertEquals("updated", first(run, "JASPIS009").path("baselineState").asString());
        JsonNode limited = run(ComparisonSarif.of(comparison, 0.0));
        assertEquals("error", first(limited, "JASPIS011").path("level").asString());
        assertEquals("warning", first(limited, "JASPIS007").path("level").asString());
        assertFalse(counts(run(ComparisonSarif.of(comparison, 0.5))).containsKey("JASPIS011"));
    }

    /** A page explains each rule, under its number, in the order of the numbers, with the level that results have. */
    @Test
    void aPageExplainsEachRule() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/sarif-rules.md"));
        List<String> explained = Pattern.compile("(?m)^## (JASPIS\\d+) (\\w+)$")
                .matcher(page)
                .results()
                .map(MatchResult::group)
                .toList();
        List<String> rules = new ArrayList<>();
        for (SarifRule rule : SarifRule.values()) {
            rules.add("## " + rule.id() + " " + rule.title());
        }
        assertEquals(rules, explained);
        for (SarifRule rule : SarifRule.values()) {
            String section = page.substring(page.indexOf("## " + rule.id()));
            assertTrue(section.contains("Level: " + rule.level()), rule.id());
        }
    }

    @Test
    void placesAreRelativeUnderTheWorkingFolder() {
        AuditReport report = MadeUp.table();
        assertEquals("cases.csv", Places.of(report).data());
        Path here = Path.of("some where", "model.onnx");
        Path elsewhere = Path.of("").toAbsolutePath().getRoot().resolve("elsewhere/cases.csv");
        Dataset data = Dataset.of("cases", Tensor.of(Shape.of(1, 1), 0), 0);
        Places places = Places.of(here, elsewhere, data);
        assertEquals("some%20where/model.onnx", places.model());
        assertEquals(elsewhere.toUri().toASCIIString(), places.data());
    }
}
