package io.jaspis.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.trees.RandomTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tree ensembles from the command line. */
class TreesTest {
    @TempDir
    private Path folder;

    /** The first random ensemble of this many classes whose scores aren't transformed, or are so. */
    private static RandomTrees classifier(String transform) {
        for (long seed = 0; ; seed++) {
            RandomTrees trees = new RandomTrees(seed);
            if (trees.form() == RandomTrees.Form.CLASSIFIER
                    && trees.targets() == 3
                    && trees.transform().equals(transform)) {
                return trees;
            }
        }
    }

    private Path file(RandomTrees trees) throws IOException {
        return Files.write(folder.resolve("trees.onnx"), trees.model().toByteArray());
    }

    @Test
    void infoTellsOfTheEnsembleAndOfWhatWorks() throws IOException {
        Commands.Ending ending = Commands.run("info", file(classifier("NONE")).toString(), "--json");
        assertEquals(0, ending.code(), ending.err());
        JsonNode json = new JsonMapper().readTree(ending.out());
        JsonNode forest = json.path("trees").path(0);
        assertEquals(
                "node 'forest' (TreeEnsembleClassifier)", forest.path("node").asString());
        assertEquals(classifier("NONE").trees().size(), forest.path("trees").asInt());
        JsonNode uses = json.path("uses");
        assertEquals("attack by gradient", uses.path(0).path("what").asString());
        assertFalse(uses.path(0).path("works").asBoolean());
        assertTrue(uses.path(0).path("reason").asString().contains("Step at 'forest'"));
        assertEquals("interval bounds", uses.path(2).path("what").asString());
        assertTrue(uses.path(2).path("works").asBoolean());
    }

    @Test
    void aModelWithoutAGraphIsDescribedAndRefusedInASentence() throws IOException {
        Path model = file(classifier("PROBIT"));
        Commands.Ending told = Commands.run("info", model.toString());
        assertEquals(0, told.code(), told.err());
        assertTrue(told.out().contains("yes evaluation alone"), told.out());
        Path data = Files.writeString(folder.resolve("table.csv"), "a,label\n1,0\n");
        Commands.Ending refused =
                Commands.run("audit", "--model", model.toString(), "--data", data.toString(), "--epsilon", "0.1");
        assertEquals(2, refused.code());
        assertTrue(refused.err().contains("a graph has no PROBIT"), refused.err());
        assertTrue(refused.err().contains("can only be asked"), refused.err());
    }

    /** Where nobody chooses, each example is broken or proved, and nothing speaks against the number. */
    @Test
    void anAuditLeavesNothingUnknown() throws IOException {
        RandomTrees trees = classifier("NONE");
        StringBuilder table = new StringBuilder();
        for (int i = 0; i < trees.features(); i++) {
            table.append('f').append(i).append(',');
        }
        table.append("label\n");
        float[] rows = trees.rows(40, true);
        for (int row = 0; row < 40; row++) {
            for (int i = 0; i < trees.features(); i++) {
                table.append(rows[row * trees.features() + i]).append(',');
            }
            table.append(row % 3).append('\n');
        }
        Path data = Files.writeString(folder.resolve("table.csv"), table);
        Path out = folder.resolve("report");
        Commands.Ending ending =
                Commands.run("audit", file(trees), "--data", data, "--range", "-1,3", "--epsilon", "0.3", "--out", out);
        assertEquals(0, ending.code(), ending.err());
        JsonNode report = new JsonMapper().readTree(Files.readString(out.resolve("report.json")));
        assertEquals(0, report.path("sandwich").path("gap").asDouble());
        assertTrue(report.path("sandwich").path("cleanAccuracy").asDouble() > 0);
        assertEquals(
                "trees",
                report.path("settings").path("attacks").path(0).path("name").asString());
        assertEquals(0, report.path("remarks").path("warnings").size());
    }

    @Test
    void whatCantBeReadIsToldWithWhatStandsInIt() throws IOException {
        byte[] bytes = classifier("NONE").model().toByteArray();
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        Path model = Files.write(
                folder.resolve("wrong.onnx"),
                text.replace("BRANCH_LT", "BRANCH_??")
                        .replace("BRANCH_LEQ", "BRANCH_???")
                        .replace("BRANCH_GT", "BRANCH_??")
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        Commands.Ending ending = Commands.run("info", model.toString(), "--json");
        assertEquals(2, ending.code());
        JsonNode json = new JsonMapper().readTree(ending.out());
        assertEquals(1, json.path("obstacles").size());
        assertEquals(
                1,
                json.path("file")
                        .path("operators")
                        .path("ai.onnx.ml.TreeEnsembleClassifier")
                        .asInt());
        assertTrue(ending.err().contains("nodes_modes"), ending.err());
    }
}
