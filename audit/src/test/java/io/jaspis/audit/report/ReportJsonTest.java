package io.jaspis.audit.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.data.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportJsonTest {
    @TempDir
    Path folder;

    @Test
    void readingBackGivesTheSameReport() throws IOException {
        for (AuditReport report : List.of(
                MadeUp.report(),
                MadeUp.remarkable(),
                MadeUp.report("half.onnx", 30, 500, 3),
                MadeUp.report("none.onnx", 0, 500, 1))) {
            Path file = folder.resolve("report.json");
            WholeFile.write(file, ReportJson.content(report));
            assertEquals(report, ReportJson.read(file));
        }
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
        JsonNode report = mapper.readTree(ReportJson.format(MadeUp.report()));
        List<String> differences = new ArrayList<>();
        compare(report, schema, schema, "report", differences);
        assertEquals(List.of(), differences);
    }

    @Test
    void everyFieldIsDocumented() throws IOException {
        Path page = Path.of(System.getProperty("jaspis.root", ".."), "docs", "report-schema.md");
        String text = Files.readString(page);
        TreeSet<String> missing = new TreeSet<>();
        names(new JsonMapper().readTree(ReportJson.format(MadeUp.report())), missing);
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
        if (value.isObject()) {
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
}
