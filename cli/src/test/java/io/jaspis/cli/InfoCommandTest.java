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
