package io.jaspis.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * What becomes of ONNX's own node tests is as it is listed, and the documentation counts it. The tests themselves are in the folder that
 * {@code -Djaspis.node-tests=FOLDER} names, if {@code bench/onnx_node_tests.py} has written them there.
 */
class OnnxNodeTestsTest {
    private static final Path ROOT = Path.of(System.getProperty("jaspis.root", ".."));

    /** The outcome of each test by its name; reasons, the last column, may have commas. */
    private static Map<String, String> listed() throws IOException {
        Map<String, String> listed = new TreeMap<>();
        List<String> lines = Files.readAllLines(ROOT.resolve("bench/results/onnx-node-tests.csv"));
        assertEquals("test,outcome,reason", lines.getFirst());
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", 3);
            listed.put(cells[0], cells[1]);
        }
        return listed;
    }

    @Test
    void theDocumentationCountsWhatIsListed() throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        listed().values().forEach(outcome -> counts.merge(outcome, 1, Integer::sum));
        int all = counts.values().stream().mapToInt(Integer::intValue).sum();
        assertEquals(List.of("alone", "refused", "right"), List.copyOf(counts.keySet()));
        assertEquals(1, counts.get("alone"));
        String told = String.format(
                Locale.ROOT,
                "%,d of %,d are right and %,d are refused",
                counts.get("right"),
                all,
                counts.get("refused"));
        assertTrue(Files.readString(ROOT.resolve("docs/onnx.md")).contains(told), told);
    }

    @Test
    void eachBecomesWhatIsListed() throws IOException {
        String folder = System.getProperty("jaspis.node-tests", "");
        if (folder.isEmpty()) {
            System.out.println("skipped: -Djaspis.node-tests names no folder of ONNX's node tests");
        }
        assumeTrue(!folder.isEmpty());
        Map<String, String> outcomes = new TreeMap<>();
        for (String name : listed().keySet()) {
            ModelOutcome outcome = ModelOutcome.of(Path.of(folder, name, "model.onnx"));
            outcomes.put(name, outcome.kind().name().toLowerCase(Locale.ROOT));
        }
        assertEquals(listed(), outcomes);
    }
}
