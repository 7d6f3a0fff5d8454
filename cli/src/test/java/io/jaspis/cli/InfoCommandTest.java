package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.Graph;
import io.jaspis.autodiff.onnx.Onnx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code jaspis info}. */
final class InfoCommandTest {
    @TempDir
    Path folder;

    @Test
    void jsonHasWhatTheTextSays() throws IOException {
        Path model = Commands.model(folder);
        Commands.Ending ending = Commands.run("info", "--model", model, "--json");
        assertEquals(0, ending.code(), ending.err());
        JsonNode json = JsonMapper.shared().readTree(ending.out());
        assertEquals("small.onnx", json.get("name").asString());
        assertEquals(64, json.get("sha256").asString().length());
        assertEquals("[1,6,6]", json.get("inputs").get(0).get("shape").toString());
        assertEquals("[3]", json.get("outputs").get(0).get("shape").toString());
        assertEquals(1, json.get("operations").get("Convolve").asInt());
        assertTrue(json.get("graph").isNull());
        Graph graph = Onnx.read(model);
        JsonNode listed = JsonMapper.shared()
                .readTree(Commands.run("info", model, "--json", "--graph").out())
                .get("graph");
        assertEquals(graph.values().size(), listed.size());
        for (int i = 0; i < listed.size(); i++) {
            assertEquals(
                    graph.values().get(i).index(), listed.get(i).get("number").asInt());
        }
    }

    @Test
    void theGraphIsListedInTheOrderOfComputationInAnyWidth() throws IOException {
        Graph graph = Onnx.read(Commands.model(folder));
        for (int width : new int[] {60, 120}) {
            List<String> lines = new GraphListing(graph, width).lines();
            lines.forEach(line -> assertTrue(line.length() <= width, line));
            String text = String.join("\n", lines);
            assertTrue(text.contains("N×1×6×6, "), text);
            assertTrue(text.contains("→ N×4×4×4"), text);
            assertTrue(text.contains("'input'"), text);
            int at = -1;
            for (var value : graph.values()) {
                int next = text.indexOf(
                        "%5d  %s".formatted(value.index(), value.op().getClass().getSimpleName()));
                assertTrue(next > at, text);
                at = next;
            }
        }
    }

    @Test
    void aTableIsToldColumnByColumn() {
        Path table = Path.of("../examples/fraud/payments.csv");
        Commands.Ending ending = Commands.run("info", table);
        assertEquals(0, ending.code(), ending.err());
        List<String> lines = ending.out().lines().toList();
        assertTrue(lines.getFirst().startsWith("payments.csv, 1,200 lines, SHA-256 "), ending.out());
        for (String line : List.of(
                "  1 id           whole numbers from 100001 to 101200, which count up from line to line",
                "  4 account_age  numbers from 0.001 to 0.994, missing in 33 lines",
                "  7 country      words, a category with --one-hot: AT (102), DE (478), FR (242), US (378)",
                "  8 label        label of 2 values: fraud (357), legit (843)",
                "  With --drop id --missing median --one-hot country it is read as 1,200 examples of 6 features, which are 9"
                        + " inputs, of the classes fraud, legit")) {
            assertTrue(lines.contains(line), () -> line + " isn't in " + ending.out());
        }
        assertTrue(ending.out().contains("  Not read as examples so: "), ending.out());
        Commands.Ending so = Commands.run(
                "info", table, "--drop", "id", "--missing", "median", "--one-hot", "country=US:DE:FR:AT", "--json");
        assertEquals(0, so.code(), so.err());
        JsonNode json = JsonMapper.shared().readTree(so.out());
        assertEquals("left-out", json.get("columns").get(0).get("kind").asString());
        assertEquals("category", json.get("columns").get(6).get("kind").asString());
        assertEquals(6, json.get("examples").get("features").asInt());
        assertEquals("country=US", json.get("examples").get("inputs").get(5).asString());
        assertTrue(json.get("refusal").isNull());
        assertTrue(json.get("suggested").isNull());
    }

    @Test
    void optionsOfModelsAndOfTablesAreToldApart() throws IOException {
        Path table = Path.of("../examples/fraud/cases.csv");
        Commands.refused(Commands.run("info", table, "--graph"), "--graph", "are of models, but", "is a table");
        Commands.refused(Commands.run("info", table, "--output", "x"), "--output");
        Commands.refused(
                Commands.run("info", Commands.model(folder), "--drop", "id"),
                "--drop",
                "are of tables, but",
                "is none");
        Commands.refused(Commands.run("info", table, "--drop", "idd"), "has no column idd to leave out");
    }

    @Test
    void quietCommandsPrintNothing() throws IOException {
        Path model = Commands.model(folder);
        Path data = Commands.data(folder, Onnx.read(model), 5);
        Path out = folder.resolve("out");
        Commands.Ending audit =
                Commands.run("audit", model, "--data", data, "--steps", 1, "--epsilon", 0.01, "--out", out, "--quiet");
        assertEquals(0, audit.code(), audit.err());
        assertEquals("", audit.out() + audit.err());
        Commands.Ending smooth =
                Commands.run("smooth", "--model", model, "--data", data, "--n0", 2, "--n", 4, "--out", out, "--quiet");
        assertEquals(0, smooth.code(), smooth.err());
        assertEquals("", smooth.out() + smooth.err());
        Commands.Ending check = Commands.run("check", out.resolve("certificate.json"), "--quiet");
        assertEquals(0, check.code(), check.err());
        assertEquals("", check.out() + check.err());
    }
}
