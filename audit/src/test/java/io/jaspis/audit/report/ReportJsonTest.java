package io.jaspis.audit.report;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.audit.evidence.AuditReport;
import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class ReportJsonTest {
    @TempDir
    Path folder;

    @Test
    void readingBackGivesTheSameReport() throws IOException {
        for (AuditReport report : List.of(
                MadeUp.report(),
                MadeUp.remarkable(),
                MadeUp.table(),
                MadeUp.report("half.onnx", 30, 500, 3),
                MadeUp.report("none.onnx", 0, 500, 1))) {
            Path file = folder.resolve("report.json");
            WholeFile.write(file, ReportJson.content(report));
            assertEquals(report, ReportJson.read(file));
        }
    }

    /** As editors and shells of Windows save it. */
    @Test
    void aByteOrderMarkBeforeAReportIsNoneOfIt() throws IOException {
        AuditReport report = MadeUp.report();
        for (Charset charset : List.of(UTF_8, UTF_16LE, UTF_16BE)) {
            Path file = folder.resolve("marked.json");
            Files.writeString(file, "\uFEFF" + ReportJson.format(report), charset);
            assertEquals(report, ReportJson.read(file));
        }
        Path later = Files.writeString(folder.resolve("later.json"), "\uFEFF{\"schema\": 4}");
        String told =
                assertThrows(IOException.class, () -> ReportJson.read(later)).getMessage();
        assertTrue(told.contains("layout 4"), told);
    }

    @Test
    void whatIsNoTextIsSaid() throws IOException {
        Path file = Files.write(folder.resolve("report.json"), new byte[] {'{', '"', (byte) 0xff, '"', '}'});
        String told =
                assertThrows(IOException.class, () -> ReportJson.read(file)).getMessage();
        assertTrue(told.contains("is no text in UTF-8"), told);
    }

    @Test
    void whatALaterVersionWroteIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("later.json"), "{\"schema\": 4}");
        String message =
                assertThrows(IOException.class, () -> ReportJson.read(file)).getMessage();
        assertTrue(message.contains("layout 4") && message.contains("up to 3"), message);
    }

    @Test
    void otherLayoutsAreRefusedByTheirNumber() throws IOException {
        String report = ReportJson.format(MadeUp.report());
        for (String[] each : new String[][] {
            {report.replace("\"schema\" : 3", "\"schema\" : 2"), "layout 2 (schema), but this version reads 3"},
            {"{\"schema\": 1, \"settings\": {\"attacks\": 7}}", "layout 1 (schema), but this version reads 3"},
            {report.replace("\"schema\" : 3,", ""), "it names no layout"},
            {"null", "it names no layout"}
        }) {
            Path file = Files.writeString(folder.resolve("other.json"), each[0]);
            String told =
                    assertThrows(IOException.class, () -> ReportJson.read(file)).getMessage();
            assertTrue(told.contains(each[1]), told);
        }
    }

    /** Nothing is made up of what a report doesn't say. */
    @Test
    void aReportHasAllOfItsFields() throws IOException {
        ObjectNode whole = (ObjectNode) new JsonMapper().readTree(ReportJson.format(MadeUp.report()));
        for (String name : List.of("breaks", "gates", "phases", "trust")) {
            ObjectNode report = whole.deepCopy();
            refusedWithout(name, report, report);
        }
        for (String name : List.of("features", "radii", "target")) {
            ObjectNode report = whole.deepCopy();
            refusedWithout(name, report, (ObjectNode) report.get("settings"));
        }
        ObjectNode sandwich = whole.deepCopy();
        refusedWithout("intervals", sandwich, (ObjectNode) sandwich.get("sandwich"));
        ObjectNode provenance = whole.deepCopy();
        refusedWithout("options", provenance, (ObjectNode) provenance.get("provenance"));
    }

    private void refusedWithout(String name, ObjectNode report, ObjectNode holder) throws IOException {
        holder.remove(name);
        Path file = Files.writeString(folder.resolve("lacking.json"), report.toString());
        String told = assertThrows(IOException.class, () -> ReportJson.read(file), name)
                .getMessage();
        assertTrue(told.contains("is missing"), told);
    }

    @Test
    void unknownNumbersAreNullAndInfiniteOnesAreWords() {
        String json = ReportJson.format(MadeUp.report());
        assertFalse(json.contains("NaN"));
        assertTrue(json.contains("\"margin\" : null"));
        assertTrue(json.contains("\"margin\" : \"-Infinity\""));
        assertTrue(json.contains("\"verdict\" : \"certified\""));
        assertTrue(json.contains("\"started\" : \"2026-11-23T21:00:00Z\""));
    }

    @Test
    void layoutIsTheSchema() {
        JsonMapper mapper = new JsonMapper();
        JsonNode schema = mapper.readTree(Html.resource("report.schema.json"));
        List<String> differences = new ArrayList<>();
        for (AuditReport made : List.of(MadeUp.report(), MadeUp.table())) {
            compare(mapper.readTree(ReportJson.format(made)), schema, schema, "report", differences);
        }
        assertEquals(List.of(), differences);
    }

    @Test
    void everyFieldIsDocumented() throws IOException {
        Path page = Path.of(System.getProperty("jaspis.root", ".."), "docs", "report-schema.md");
        String text = Files.readString(page);
        TreeSet<String> missing = new TreeSet<>();
        names(new JsonMapper().readTree(ReportJson.format(MadeUp.report())), missing);
        names(new JsonMapper().readTree(ReportJson.format(MadeUp.table())), missing);
        // Each attack names its own settings.
        missing.removeAll(List.of("momentum", "loss", "restarts"));
        missing.removeIf(name -> text.contains("`" + name + "`"));
        assertEquals(new TreeSet<>(), missing);
    }

    @Test
    void anotherFileIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), "{\"schema\": ");
        String message =
                assertThrows(IOException.class, () -> ReportJson.read(file)).getMessage();
        assertTrue(message.contains("a.json is not a report"), message);
    }

    /** Holds a value to the few words of JSON Schema that the schema uses. */
    private static void compare(JsonNode value, JsonNode rule, JsonNode root, String place, List<String> differences) {
        if (rule.has("$ref")) {
            String name = rule.get("$ref").asString().substring("#/$defs/".length());
            compare(value, root.get("$defs").get(name), root, place, differences);
            return;
        }
        if (rule.has("anyOf")) {
            List<String> fewest = null;
            for (JsonNode choice : rule.get("anyOf")) {
                List<String> found = new ArrayList<>();
                compare(value, choice, root, place, found);
                fewest = fewest == null || found.size() < fewest.size() ? found : fewest;
            }
            differences.addAll(fewest);
            return;
        }
        if (rule.has("enum") && !contains(rule.get("enum"), value)) {
            differences.add(place + " is " + value);
        }
        if (rule.has("const") && !rule.get("const").equals(value)) {
            differences.add(place + " is " + value);
        }
        if (rule.has("type") && !isType(value, rule.get("type").asString())) {
            differences.add(place + " is not " + rule.get("type"));
        }
        if (rule.has("minimum") && value.asDouble() < rule.get("minimum").asDouble()
                || rule.has("maximum") && value.asDouble() > rule.get("maximum").asDouble()) {
            differences.add(place + " is out of range: " + value);
        }
        if (value.isObject() && rule.has("additionalProperties")) {
            value.forEach(inner -> compare(inner, rule.get("additionalProperties"), root, place, differences));
        } else if (value.isObject()) {
            TreeSet<String> present = new TreeSet<>(value.propertyNames());
            TreeSet<String> known = new TreeSet<>(rule.get("properties").propertyNames());
            TreeSet<String> required = new TreeSet<>();
            rule.get("required").forEach(name -> required.add(name.asString()));
            if (!present.equals(known) || !required.equals(known)) {
                differences.add(place + " has " + present + ", known are " + known + ", required " + required);
                return;
            }
            value.forEachEntry((name, inner) ->
                    compare(inner, rule.get("properties").get(name), root, place + "." + name, differences));
        }
        if (value.isArray()) {
            int index = 0;
            for (JsonNode item : value) {
                compare(item, rule.get("items"), root, place + "[" + index++ + "]", differences);
            }
        }
    }

    private static boolean contains(JsonNode choices, JsonNode value) {
        for (JsonNode choice : choices) {
            if (choice.equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isType(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isString();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "null" -> value.isNull();
            default -> throw new AssertionError(type);
        };
    }

    private static void names(JsonNode value, TreeSet<String> names) {
        names.addAll(value.propertyNames());
        value.forEach(inner -> names(inner, names));
    }

    /** In words of a reader's, not of a virtual machine's. */
    @Test
    void whatIsNoReportIsSaid(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("report.json"), "{\"schema\": %d}".formatted(AuditReport.SCHEMA));
        String told =
                assertThrows(IOException.class, () -> ReportJson.read(file)).getMessage();
        assertTrue(told.contains("is missing"), told);
        assertFalse(told.contains("invoke"), told);
    }
}
